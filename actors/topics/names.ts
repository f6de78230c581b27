/** The topic on which running instances tell each other what is outdated and which topics grew. */
export const CLUSTER_TOPIC = "cluster";
/** How long its log is stored. An instance that has not read it for so long must forget everything. */
export const CLUSTER_MESSAGES_KEPT_MS = 2 * 60_000;
