package ai.ominigate.abuse.review;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.entity.Family;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A case, as the database has it.
 *
 * @param version changes with whatever somebody who decides must have seen
 * @param entity whom it is about, as {@link Entity} writes it; once it is reduced, what is left of that
 * @param kind what the entity is
 * @param family what it was opened for
 * @param families what its flags are about
 * @param state where it stands
 * @param reasonCode what it was closed for, as a word of the program; null if nothing was said
 * @param claim who works on it; null if nobody has said so
 * @param priority 1 is the most urgent
 * @param leastPriority what it does not sink below
 * @param score as it was last added up
 * @param acted the highest band that has had its automatic effect
 * @param escalatedAt when it last got so much worse that it came back; null if it did not
 * @param flags how many it has
 * @param events requests, sign-ins or calls that they speak of
 * @param accounts accounts that have to do with it, as far as a flag counted them
 * @param dueAt until when somebody should have decided
 * @param closedAt when it was closed or merged; null while it is open
 * @param evidenceUntil until when its evidence is kept
 * @param evidenceRenewedAt when that was put off; null if it was not
 * @param evidenceGoneAt when the evidence went; null while it is there
 * @param reducedAt when all but the record of what was decided went; null before
 */
record CaseFile(
        UUID id,
        long version,
        String entity,
        Kind kind,
        Family family,
        Set<Family> families,
        CaseState state,
        @Nullable String reasonCode,
        @Nullable Claim claim,
        int priority,
        int leastPriority,
        int score,
        Band acted,
        @Nullable Instant escalatedAt,
        int flags,
        long events,
        long accounts,
        Instant openedAt,
        Instant firstSeen,
        Instant lastSeen,
        Instant dueAt,
        @Nullable Instant closedAt,
        Instant evidenceUntil,
        @Nullable Instant evidenceRenewedAt,
        @Nullable Instant evidenceGoneAt,
        @Nullable Instant reducedAt) {

    CaseFile {
        families = Set.copyOf(families);
    }

    /** What an entity is. */
    enum Kind {
        NETWORK,
        ASN,
        COUNTRY,
        KEY,
        ACCOUNT;

        static Kind of(Entity entity) {
            return switch (entity) {
                case Entity.Net ignored -> NETWORK;
                case Entity.Asn ignored -> ASN;
                case Entity.Country ignored -> COUNTRY;
                case Entity.Key ignored -> KEY;
                case Entity.Account ignored -> ACCOUNT;
            };
        }
    }

    /**
     * That somebody says they work on it. It keeps nobody else from deciding.
     *
     * @param until when it ends, unless they are heard of before
     * @param held whether they said that they will come back to it
     * @param typingUntil until when they are taken to be writing a decision; null if they were not
     */
    record Claim(
            UUID by, Instant until, boolean held, @Nullable Instant typingUntil) {
        boolean lasts(Instant now) {
            return until.isAfter(now);
        }
    }

    /** The claim, if it has not run out. */
    @Nullable
    Claim claimAt(Instant now) {
        return claim != null && claim.lasts(now) ? claim : null;
    }

    /**
     * A new one.
     *
     * @param evidenceUntil a window of open cases from now on
     */
    static CaseFile opened(
            UUID id,
            Entity entity,
            Family family,
            Set<Family> families,
            int priority,
            int leastPriority,
            int score,
            Instant now,
            Instant firstSeen,
            Instant lastSeen,
            Instant evidenceUntil) {
        return new CaseFile(
                id,
                1,
                entity.toString(),
                Kind.of(entity),
                family,
                families,
                new CaseState.New(),
                null,
                null,
                priority,
                leastPriority,
                score,
                Band.QUIET,
                null,
                0,
                0,
                0,
                now,
                firstSeen,
                lastSeen,
                now.plus(Flags.target(priority)),
                null,
                evidenceUntil,
                null,
                null,
                null);
    }

    /** The same with these flags and this score. It becomes due earlier when it becomes more urgent, never later. */
    CaseFile counted(Collection<Flag> own, int total, Instant now) {
        Set<Family> all = own.isEmpty()
                ? families
                : own.stream().map(Flag::family).collect(Collectors.toCollection(() -> EnumSet.noneOf(Family.class)));
        int urgency = Math.min(leastPriority, Band.of(total).priority());
        Instant due = now.plus(Flags.target(urgency));
        return new CaseFile(
                id,
                version,
                entity,
                kind,
                family,
                all,
                state,
                reasonCode,
                claim,
                urgency,
                leastPriority,
                total,
                acted,
                escalatedAt,
                own.size(),
                own.stream()
                        .mapToLong(flag -> flag.counts().getOrDefault(Flag.EVENTS, 0L))
                        .sum(),
                own.stream()
                        .mapToLong(flag -> flag.counts().getOrDefault(Flag.ACCOUNTS, 0L))
                        .max()
                        .orElse(0),
                openedAt,
                own.stream().map(Flag::firstSeen).min(Instant::compareTo).orElse(firstSeen),
                own.stream().map(Flag::lastSeen).max(Instant::compareTo).orElse(lastSeen),
                urgency < priority && due.isBefore(dueAt) ? due : dueAt,
                closedAt,
                evidenceUntil,
                evidenceRenewedAt,
                evidenceGoneAt,
                reducedAt);
    }

    /** The same once a band has had its automatic effect. */
    CaseFile withActed(Band band) {
        return new CaseFile(
                id,
                version,
                entity,
                kind,
                family,
                families,
                state,
                reasonCode,
                claim,
                priority,
                leastPriority,
                score,
                band,
                escalatedAt,
                flags,
                events,
                accounts,
                openedAt,
                firstSeen,
                lastSeen,
                dueAt,
                closedAt,
                evidenceUntil,
                evidenceRenewedAt,
                evidenceGoneAt,
                reducedAt);
    }

    /** Who works on it, or null. */
    @Nullable
    UUID claimedBy(Instant now) {
        Claim lasting = claimAt(now);
        return lasting == null ? null : lasting.by();
    }

    /** Whom it is about; once it is reduced, what is left of that. */
    Entity subject() {
        return Entity.parse(entity);
    }
}
