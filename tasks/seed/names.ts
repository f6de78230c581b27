/** The file under `DATA_DIR` that says that the demo is there. */
export const SEEDED_MARK = "seeded";

/** The password of everyone in the demo. */
export const DEMO_PASSWORD = "ChangeMe123!";
