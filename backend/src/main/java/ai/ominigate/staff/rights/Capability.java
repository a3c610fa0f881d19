package ai.ominigate.staff.rights;

/** One thing that some of the staff may do. Who may, and how far, is written in {@link Rights}. */
public enum Capability {
    /** See oneself and one's sessions, renew a second factor, sign out; see the overview, which shows what one may see. */
    BE_STAFF,
    /** See what waits for a second person, as far as one may prepare or approve that kind. */
    VIEW_APPROVALS,

    /** See data subjects' requests, with personal data masked. */
    VIEW_REQUESTS,
    /** Triage and answer data subjects' requests, and prepare what will be done about them. */
    PREPARE_REQUESTS,
    /** Agree to what somebody else has prepared about a request: an export's release, a deletion, a new address. */
    APPROVE_REQUESTS,
    /** Say that no open case of abuse stands against deleting an account. */
    CLEAR_DELETION_OF_CASES,
    /** Say that no open balance or dispute stands against deleting an account. */
    CLEAR_DELETION_OF_MONEY,
    /** Ask that something is kept for a legal matter, whatever would delete it. */
    REQUEST_LEGAL_HOLD,
    /** Have something kept for a legal matter, and no more. */
    SET_LEGAL_HOLD,

    /** Find an account by what one was told, and see it with personal data masked. */
    LOOK_UP_ACCOUNTS,
    /** See an e-mail address or a name in clear. */
    REVEAL_EMAIL,
    /** See IP addresses and request headers in clear. */
    REVEAL_NETWORK,
    /** See such values in an emergency outside of cases, and more than the day's number. */
    BREAK_GLASS,
    /** Be told when somebody breaks the glass or looks at much, see what they saw, and acknowledge it. */
    OVERSEE_REVEALS,

    /** See cases of abuse, with personal data masked. */
    VIEW_CASES,
    /** Claim a case and decide it mildly: dismiss, warn, throttle, block a single network. */
    DECIDE_ABUSE,
    /** Ask for a wide block, a suspension or a ban. */
    PROPOSE_WIDE_DECISIONS,
    /** Agree to a wide block, a suspension or a ban that somebody else has asked for. */
    APPROVE_WIDE_DECISIONS,
    /** Say what no decision may block, for a time. */
    MANAGE_ALLOW_LIST,
    /** Change how the rules that look for abuse count and weigh. */
    CHANGE_ABUSE_RULES,
    /** See which accounts are closed and what is to be paid back. */
    VIEW_REFUNDS_DUE,
    /** Ask that an account gets its money back and is closed. */
    PROPOSE_REFUND_AND_CLOSE,
    /** Agree to a refund and a closing that somebody else has asked for. */
    APPROVE_REFUND_AND_CLOSE,
    /** See appeals against decisions. */
    VIEW_APPEALS,
    /** Decide an appeal against somebody else's decision. */
    DECIDE_APPEALS,

    /** See subprocessors, retention rules and versions of the policy, drafts too. */
    VIEW_POLICY,
    /** Change subprocessors, retention rules and the policy. */
    EDIT_POLICY,
    /** See top-ups, refunds, disputes, and where Stripe's books and ours do not agree. */
    VIEW_PAYMENTS,
    /** Pay back unused credit, and say that a difference of the books is looked after. */
    REFUND_PAYMENTS,
    /** See of what credit a balance is made. */
    VIEW_CREDIT,
    /** Give credit at our expense, alone up to a limit. */
    GIVE_CREDIT,
    /** Agree to credit above the limit that somebody else wants to give. */
    APPROVE_CREDIT,
    /** Read what tax and accounting law has us keep after an account is gone. */
    READ_LEGAL_VAULT,

    /** See who works here with which roles. */
    VIEW_STAFF,
    /** Invite and remove staff, give and take roles. */
    MANAGE_STAFF,
    /** End somebody else's sessions, at once. */
    END_SESSIONS,
    /** Read the audit log. */
    READ_AUDIT_LOG,
    /** See the details of its entries too, which may be personal. */
    READ_AUDIT_DETAILS,
    /** Have the audit log prove itself, and see what was signed. */
    VERIFY_AUDIT_LOG,
    /** Take the audit log away as a file that proves itself. */
    EXPORT_AUDIT_LOG,

    /** See and change how the system runs. */
    CONFIGURE_SYSTEM,
    /** Make and suspend accounts, make and revoke their keys, grant credit: for the operator's commands. */
    OPERATE_ACCOUNTS,
    /** Have the books add themselves up. */
    VERIFY_LEDGER,
    /** Have the token made again that sets up the first administrator. */
    MAKE_SETUP_TOKEN
}
