package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.abuse.DecisionAction;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * For how long something is decided, and by whom.
 *
 * @param usual for how long where nobody says
 * @param longest at most; null where nobody chooses
 * @param who may
 */
record Terms(Duration usual, @Nullable Duration longest, Who who) {
    private static final int IPV4_SINGLE = 32;
    private static final int IPV6_SINGLE = 64;
    private static final int IPV4_WIDE = 24;
    private static final int IPV6_HOME = 56;
    private static final int IPV6_WIDE = 48;

    /** The first block of a network; each later one is twice as long. */
    static final Duration FIRST_BLOCK = Duration.ofHours(4);

    /** For so long it is remembered that a network was blocked before. */
    static final Duration REPEATS_WITHIN = Duration.ofDays(30);

    /** For so long after its end it is known which address a decision was about. */
    static final Duration ADDRESS_KEPT = REPEATS_WITHIN;

    /**
     * When a ban is looked at again. It has no end that anybody would choose, and yet nothing stays only because nobody
     * looked: it ends then, unless two people have decided it again.
     */
    static final Duration REVIEW = Duration.ofDays(180);

    /** For so long those who can renew a ban know that its review is near. */
    static final Duration REVIEW_TOLD_BEFORE = Duration.ofDays(14);

    /** For so long a warning can be taken back; then its letter leaves. */
    static final Duration SEND_DELAY = Duration.ofSeconds(30);

    /**
     * For so long an owner has time to replace a suspended key; then it is revoked, as they would have done. So a suspended
     * key never works again but when somebody restores it, and its suspension has an end all the same.
     */
    static final Duration TIME_TO_ROTATE = Duration.ofDays(90);

    /** What was lifted is not decided by a rule again for so long. */
    static final Duration GRACE = Duration.ofHours(24);

    /** What a rule decides ends after so long, unless a person decides (GDPR, article 22). */
    static final Duration LONGEST_AUTOMATIC = Duration.ofMinutes(60);

    /** Who decides. */
    enum Who {
        /** Whoever works on abuse. */
        ONE,
        /** One of the leads. */
        A_LEAD,
        /** Whoever works on abuse, and a second person if more than one paying account is touched. */
        TWO_IF_PAYING,
        /** Whoever works on abuse, and one of the leads. */
        TWO,
        /** Two leads, of whom the first types once more what it is about. */
        TWO_LEADS
    }

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);

    /** The terms of this action about this; null if they do not go together. */
    static @Nullable Terms of(DecisionAction action, Entity entity) {
        return switch (action) {
            case DISMISS -> new Terms(Duration.ZERO, null, Who.ONE);
            case ALLOW -> new Terms(Duration.ofDays(90), Duration.ofDays(365), Who.A_LEAD);
            case WARN -> isOwned(entity) ? new Terms(SEND_DELAY, null, Who.ONE) : null;
            case THROTTLE -> isOwned(entity) || isSingle(entity) ? new Terms(DAY, WEEK, Who.ONE) : null;
            case REQUIRE_STEP ->
                entity instanceof Entity.Account || isSingle(entity) ? new Terms(DAY, DAY, Who.ONE) : null;
            case BLOCK_NETWORK -> ofBlock(entity);
            case SUSPEND_KEY -> entity instanceof Entity.Key ? new Terms(TIME_TO_ROTATE, null, Who.ONE) : null;
            case SUSPEND_ACCOUNT ->
                entity instanceof Entity.Account ? new Terms(Duration.ofDays(3), Duration.ofDays(14), Who.TWO) : null;
            // Prepared and agreed to in a way of its own.
            case REFUND_AND_CLOSE -> null;
            case BAN_ACCOUNT -> entity instanceof Entity.Account ? new Terms(REVIEW, null, Who.TWO) : null;
        };
    }

    private static @Nullable Terms ofBlock(Entity entity) {
        if (isOwned(entity)) {
            return null;
        }
        if (isSingle(entity)) {
            return new Terms(FIRST_BLOCK, WEEK, Who.ONE);
        }
        if (isWide(entity)) {
            return new Terms(FIRST_BLOCK, DAY, Who.TWO_LEADS);
        }
        return new Terms(FIRST_BLOCK, Duration.ofDays(3), isOfManyHomes(entity) ? Who.TWO : Who.TWO_IF_PAYING);
    }

    private static boolean isOwned(Entity entity) {
        return entity instanceof Entity.Key || entity instanceof Entity.Account;
    }

    /** Whether it is what one party has: an IPv4 address or a /64. */
    static boolean isSingle(Entity entity) {
        return entity instanceof Entity.Net net
                && net.network().bits() >= (net.network().isIpv6() ? IPV6_SINGLE : IPV4_SINGLE);
    }

    /** Whether more lies in it than the /56 that a home has: a /48 is a business, or many homes. */
    private static boolean isOfManyHomes(Entity entity) {
        return entity instanceof Entity.Net net
                && net.network().isIpv6()
                && net.network().bits() < IPV6_HOME;
    }

    private static boolean isWide(Entity entity) {
        return !(entity instanceof Entity.Net net)
                || net.network().bits() < (net.network().isIpv6() ? IPV6_WIDE : IPV4_WIDE);
    }

    /** For how long a network is blocked that was blocked so many times before. */
    Duration doubled(int times) {
        Duration most = longest == null ? WEEK : longest;
        Duration lasts = FIRST_BLOCK;
        for (int i = 0; i < times && lasts.compareTo(most) < 0; i++) {
            lasts = lasts.multipliedBy(2);
        }
        return lasts.compareTo(most) < 0 ? lasts : most;
    }
}
