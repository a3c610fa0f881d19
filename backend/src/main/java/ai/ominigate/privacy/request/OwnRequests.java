package ai.ominigate.privacy.request;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.mail.Template;
import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.RequestChannel;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.privacy.request.Lifecycle.Step;
import ai.ominigate.privacy.request.RequestSteps.By;
import ai.ominigate.privacy.request.RequestSteps.Told;
import ai.ominigate.privacy.request.RequestTable.Changes;
import ai.ominigate.privacy.request.RequestTimeline.Kind;
import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What people ask from their own pages: the same requests as the mailbox makes, of somebody who is signed in and has just
 * shown again who they are, which is identity level L2. Blocks.
 */
@Singleton
public final class OwnRequests {
    /** Characters of what somebody writes to a request. */
    public static final int LONGEST_WORDS = 4_000;

    /** What can be asked so; who wants to complain or to know something writes. */
    public static final Set<RequestType> TYPES = Set.of(
            RequestType.ACCESS,
            RequestType.PORTABILITY,
            RequestType.CORRECTION,
            RequestType.DELETION,
            RequestType.RESTRICTION,
            RequestType.OBJECTION);

    /** What cannot be done without their words. */
    private static final Set<RequestType> IN_WORDS =
            Set.of(RequestType.CORRECTION, RequestType.RESTRICTION, RequestType.OBJECTION);

    private static final int MOST_A_DAY = 10;
    private static final Duration DAY = Duration.ofDays(1);

    private final Accounts accounts;
    private final Requests requests;
    private final RequestSteps steps;
    private final RequestLetters letters;
    private final Identification identification;

    OwnRequests(
            Accounts accounts,
            Requests requests,
            RequestSteps steps,
            RequestLetters letters,
            Identification identification) {
        this.accounts = accounts;
        this.requests = requests;
        this.steps = steps;
        this.letters = letters;
        this.identification = identification;
    }

    /**
     * Who asks.
     *
     * @param account that they sign in to
     * @param member themselves, who ask about themselves alone; null for the owner, who asks for the account
     * @param email that they sign in with
     */
    public record Asker(UUID account, @Nullable UUID member, String email, Locale language) {
        /** Without the address. */
        @Override
        public String toString() {
            return "Asker[" + account + ", " + member + "]";
        }
    }

    /**
     * A request as whoever asked gets to see it.
     *
     * @param type null until it is known
     * @param answerBy the day by which it is answered
     * @param scheduledFor until when it can be called off before it is done; null if it has no such time
     * @param endedAt null while it is open
     * @param canBeCalledOff whether nothing of it has begun to be done
     */
    public record Own(
            UUID id,
            String reference,
            @Nullable RequestType type,
            RequestState state,
            Instant receivedAt,
            LocalDate answerBy,
            @Nullable Instant scheduledFor,
            @Nullable Instant endedAt,
            boolean canBeCalledOff) {

        static Own of(RequestFile file) {
            return new Own(
                    file.id(),
                    file.reference(),
                    file.type(),
                    file.state(),
                    file.clock().receivedAt(),
                    file.clock().answerBy(),
                    file.plan().scheduledFor(),
                    file.end() == null ? null : file.end().at(),
                    Lifecycle.steps(file.state()).containsKey(Step.WITHDRAW));
        }
    }

    /** What somebody has asked, in whatever way, the latest first. */
    public List<Own> of(Connection connection, Asker asker) throws SQLException {
        return RequestTable.ofAsker(connection, asker.account(), asker.member()).stream()
                .map(Own::of)
                .toList();
    }

    /** One of them; null if they have asked nothing of this id. */
    public @Nullable Own find(Connection connection, Asker asker, UUID id) throws SQLException {
        return of(connection, asker).stream()
                .filter(own -> own.id().equals(id))
                .findAny()
                .orElse(null);
    }

    /**
     * Takes in what somebody asks who has just shown who they are, and tells them by a letter that we have it.
     *
     * @param words what they say to it; may be empty where it is clear without
     * @throws Refused if they ask the same already, or too often, or do not say what they mean
     */
    public Own ask(Connection transaction, Asker asker, RequestType type, String words) throws SQLException {
        if (!TYPES.contains(type)) {
            throw Refused.invalid(
                    "The field 'type' is one of ACCESS, PORTABILITY, CORRECTION, DELETION, RESTRICTION and"
                            + " OBJECTION. For a complaint or a question, write to the address in the privacy policy.");
        }
        if (IN_WORDS.contains(type) && words.isBlank()) {
            throw new Refused(
                    HttpStatus.BAD_REQUEST,
                    "words_needed",
                    "Say in the field 'words' what it is about: which of your data, and what should become of them.");
        }
        if (words.length() > LONGEST_WORDS) {
            throw Refused.invalid("The field 'words' has at most " + LONGEST_WORDS + " characters.");
        }
        if (accounts.lock(transaction, asker.account()) == null) {
            throw Refused.notFound("There is no such account any more.");
        }
        Instant now = steps.now();
        List<RequestFile> before = RequestTable.ofAsker(transaction, asker.account(), asker.member());
        requireNew(before, type, now);
        UUID id = open(transaction, asker, type, words.strip(), now);
        RequestFile told = acknowledged(transaction, id);
        RequestFile known = identification.reached(transaction, told, IdentityLevel.L2, By.ITSELF);
        if (asker.member() == null) {
            RequestTable.linkOfAccount(transaction, id);
        }
        return Own.of(known);
    }

    private static void requireNew(List<RequestFile> before, RequestType type, Instant now) {
        before.stream()
                .filter(file -> file.type() == type && file.state().isOpen())
                .findFirst()
                .ifPresent(open -> {
                    throw new Refused(
                            HttpStatus.CONFLICT,
                            "request_open",
                            "You have asked this already: " + open.reference()
                                    + " is being worked on. Call it off first to ask anew.");
                });
        long today = before.stream()
                .filter(file -> file.clock().receivedAt().isAfter(now.minus(DAY)))
                .count();
        if (today >= MOST_A_DAY) {
            throw new Refused(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too_many_requests",
                    "You have asked " + MOST_A_DAY
                            + " times within a day. Please wait until tomorrow, or write to us.");
        }
    }

    private UUID open(Connection transaction, Asker asker, RequestType type, String words, Instant now)
            throws SQLException {
        UUID thread = UuidV7.at(now);
        RequestTable.insertThread(transaction, thread, asker.email(), asker.language());
        UUID id = requests.open(transaction, thread, type, RequestChannel.PAGES, now)
                .id();
        if (!words.isEmpty()) {
            RequestTimeline.add(transaction, id, now, Kind.HEARD, null, words, null);
        }
        Changes whose = asker.member() == null
                ? new Changes().set("account", asker.account())
                : new Changes()
                        .set("member", asker.member())
                        .set(
                                "scope",
                                "Of a member who does not own account:" + asker.account() + ": about them alone.");
        RequestTable.update(transaction, id, whose);
        return id;
    }

    private RequestFile acknowledged(Connection transaction, UUID id) throws SQLException {
        RequestFile told = steps.take(
                transaction,
                RequestSteps.lock(transaction, id),
                Step.ACKNOWLEDGE,
                new Changes(),
                Told.of(Kind.ACKNOWLEDGED),
                By.ITSELF);
        letters.leave(
                transaction,
                told,
                Template.REQUEST_RECEIVED,
                Map.of("expected", Words.in(told.language()).day(told.clock().answerBy())),
                null);
        return told;
    }

    /**
     * They do not want it any more.
     *
     * @throws Refused if they have asked nothing of this id, or it has begun to be done
     */
    public Own callOff(Connection transaction, Asker asker, UUID id) throws SQLException {
        Own own = find(transaction, asker, id);
        if (own == null) {
            throw Refused.notFound("You have asked nothing of this id.");
        }
        RequestFile file = RequestSteps.lock(transaction, id);
        if (!Lifecycle.steps(file.state()).containsKey(Step.WITHDRAW)) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "request_begun",
                    file.state().isOpen()
                            ? "It has begun to be done, and cannot be called off any more."
                            : "It is over already.");
        }
        requests.withdraw(transaction, file, Told.of(Kind.WITHDRAWN), By.ITSELF);
        return Own.of(Objects.requireNonNull(RequestTable.find(transaction, id)));
    }
}
