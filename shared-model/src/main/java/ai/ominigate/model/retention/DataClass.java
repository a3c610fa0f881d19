package ai.ominigate.model.retention;

/** What is kept for a time, each with a rule of its own. */
public enum DataClass {
    /** What was called when, with how many tokens and at what cost: rows of calls and their sums by the hour. */
    USAGE,
    /** Addresses and request headers: of calls, and as the request log of the pages and the staff API. */
    OPERATIONAL_LOG,
    /** Sessions of the staff and of customers that have ended, and links and invitations that are over. */
    SESSIONS,
    /** Letters that went out or never will, with what was in them. */
    MAIL_OUTBOX,
    /** Details in the audit log that may be personal; what was done stays, as commitments. */
    AUDIT_DETAILS,
    /** Samples of the operational log that cases hold, and what is known of whom they are about. */
    EVIDENCE,
    /** The same of cases that are open. */
    OPEN_EVIDENCE,
    /** Records of closed cases, which name nobody any more. */
    CASES,
    /** Decisions of the abuse desk that are over. */
    DECISIONS,
    /** Packages of personal data that people asked for. */
    EXPORTS,
    /** What people wrote about their privacy requests and what they were answered, once all of that is done. */
    REQUEST_CONVERSATIONS,
    /** That people asked and that it was done: what is left of privacy requests. */
    REQUEST_RECORDS,
    /** What tax law has us keep, each record until its own day. */
    VAULT,
    /** Keyed hashes of addresses of people who were forgotten. */
    SUPPRESSION,
    /** What two members of the staff agreed on, and what was shown to them in clear. */
    STAFF_RECORDS,
    /** What keys and accounts usually do: hours, places and models, as the rules of the abuse desk learned it. */
    HABITS,
    /** What nodes tell one another of what they saw, so that each counts what all have seen. */
    OBSERVATIONS,
    /** From which networks members of the staff signed in; not who. */
    STAFF_NETWORKS
}
