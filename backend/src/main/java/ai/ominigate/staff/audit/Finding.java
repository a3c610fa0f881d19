package ai.ominigate.staff.audit;

/**
 * That a log is not what was written.
 *
 * @param index of the first entry that is not, or that is missing; where a checkpoint says so and no entry does, the
 *     first that the last good checkpoint before it does not speak for
 * @param problem what was found there: a sentence for the operator and the auditor
 */
record Finding(long index, String problem) {}
