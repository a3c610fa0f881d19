package ai.ominigate.model.audit;

/** What became of an entry's details. */
public enum AuditDetailsState {
    /** There never were any. */
    NONE,
    /** They are here. */
    SHOWN,
    /** They may be personal, and whoever asks may not see them. */
    WITHHELD,
    /** They were erased with whom they were about; the log still verifies. */
    ERASED
}
