package ai.ominigate.customer.door;

import ai.ominigate.model.own.MemberRole;
import java.util.EnumSet;
import java.util.Set;

/** What can be done with an account, and who of its members may; which of it a key of the account may that manages. */
public enum Permission {
    /** To look at calls and what they cost. */
    SEE_USAGE(true, MemberRole.OWNER, MemberRole.BILLING, MemberRole.DEVELOPER),
    /** To make keys, change them and give them up. */
    MANAGE_KEYS(true, MemberRole.OWNER, MemberRole.DEVELOPER),
    /** To look at the balance, what moved it, and statements. */
    SEE_BILLING(true, MemberRole.OWNER, MemberRole.BILLING),
    /** To pay in, and to say when that happens by itself. */
    PAY(false, MemberRole.OWNER, MemberRole.BILLING),
    /** To have a card confirmed where that is required. */
    CONFIRM_CARD(false, MemberRole.OWNER, MemberRole.BILLING),
    /** To say what may be spent, and when to be warned. */
    SET_LIMITS(true, MemberRole.OWNER, MemberRole.BILLING),
    /** To ask people in and out. */
    MANAGE_TEAM(false, MemberRole.OWNER),
    /** To look after oneself: profile, password, sessions, requests about one's own data. */
    OWN_PROFILE(false, MemberRole.OWNER, MemberRole.BILLING, MemberRole.DEVELOPER),
    /** To give the account up. */
    CLOSE_ACCOUNT(false, MemberRole.OWNER);

    private final boolean ofKeys;
    private final Set<MemberRole> roles;

    Permission(boolean ofKeys, MemberRole first, MemberRole... others) {
        this.ofKeys = ofKeys;
        this.roles = EnumSet.of(first, others);
    }

    /** Whether whoever asks has it. */
    boolean isOf(Requester requester) {
        return switch (requester) {
            case Requester.SignedIn me -> roles.contains(me.member().role());
            case Requester.ManagingKey ignored -> ofKeys;
        };
    }

    /** Whether nothing is changed with it while the account is suspended: what lets calls go on, or brings in others. */
    boolean endsWithSuspension() {
        return this == MANAGE_KEYS || this == MANAGE_TEAM || this == SET_LIMITS;
    }

    /** Whether one goes on with it before a card is confirmed that has to be: what is one's own, and the card. */
    boolean goesOnWithoutCard() {
        return this == OWN_PROFILE || this == CLOSE_ACCOUNT || this == CONFIRM_CARD;
    }

    /** Whose it is. */
    public Set<MemberRole> roles() {
        return EnumSet.copyOf(roles);
    }

    /** Whether a key that manages has it, too. */
    public boolean isOfKeys() {
        return ofKeys;
    }
}
