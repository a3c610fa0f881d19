package ai.ominigate.model.abuse;

/** What happened to a case. */
public enum CaseEventKind {
    /** Rules saw enough. */
    OPENED,
    /** Another rule, or the same at another time, saw something. */
    FLAGGED,
    /** It got so much worse that it came back. */
    ESCALATED,
    /** Somebody took it up. */
    CLAIMED,
    /** Somebody gave it to a colleague. */
    HANDED_OVER,
    /** Whoever had it left it. */
    RELEASED,
    /** Whoever has it will come back to it. */
    HELD,
    /** Whoever has it began to look. */
    REVIEWED,
    /** Somebody wrote something down. */
    NOTED,
    /** It waits until it gets worse. */
    SNOOZED,
    /** A decision was proposed. */
    PROPOSED,
    /** A proposal was refused or taken back. */
    WITHDRAWN,
    /** Something was decided. */
    DECIDED,
    /** A decision ended before its time. */
    LIFTED,
    /** It was made part of another one. */
    MERGED,
    /** Another one was made part of it. */
    ABSORBED,
    /** The owner appealed. */
    APPEALED,
    /** Somebody wrote to, or was written to by, whoever appealed. */
    ANSWERED,
    /** The decision stays. */
    UPHELD,
    /** The decision was undone. */
    OVERTURNED,
    /** Samples of the operational log were kept. */
    EVIDENCE_KEPT,
    /** They are kept for longer. */
    EVIDENCE_RENEWED,
    /** They are gone. */
    EVIDENCE_GONE,
    /** A provider complained. */
    NOTICED,
    /** It is done. */
    CLOSED,
    /** It is not done after all. */
    REOPENED,
    /** Only the record of what was decided is left. */
    REDUCED
}
