/** The file under `DATA_DIR` that marks a complete demo. */
export const SEEDED_MARK = "seeded";

/** The password of everyone in the demo. */
export const DEMO_PASSWORD = "ChangeMe123!";
