package ai.ominigate.staff.reveal;

/** What emergencies can be sorted by. */
enum EmergencyOrder {
    /** When the glass was broken. */
    STARTED_AT
}
