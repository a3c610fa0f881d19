package ai.ominigate.model.subprocessor;

/** What a version of the list is. */
public enum SubprocessorListState {
    /** What would be published now. */
    DRAFT,
    /** What everybody reads. */
    PUBLISHED,
    /** What everybody read before. */
    SUPERSEDED
}
