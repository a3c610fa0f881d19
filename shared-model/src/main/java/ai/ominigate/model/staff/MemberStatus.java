package ai.ominigate.model.staff;

/** Whether somebody works here. */
public enum MemberStatus {
    ACTIVE,
    /** Can sign in no more; kept because the audit log speaks of them. */
    REMOVED
}
