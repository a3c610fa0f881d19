package ai.ominigate.privacy.identity;

import ai.ominigate.mail.Template;
import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.identity.ProofTable.Kind;
import ai.ominigate.privacy.request.CallOffLinks;
import ai.ominigate.privacy.request.Identification;
import ai.ominigate.privacy.request.Identification.Subject;
import ai.ominigate.privacy.request.ShownOnConfirmation;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to registered addresses, and whether it holds when it comes back. An attempt is taken before anything is
 * compared, by one statement, and what is compared is compared in constant time. Blocks.
 */
@Singleton
final class Proofs implements CallOffLinks {
    static final Duration CODE_HOLDS = Duration.ofMinutes(10);
    static final int ATTEMPTS = 5;
    /** To one account in a day. */
    static final int MOST_A_DAY = 5;
    /** From when somebody is first asked. */
    static final Duration ASKED_FOR = Duration.ofDays(25);

    private static final Duration DAY = Duration.ofDays(1);
    private static final int CODE_LENGTH = 12;
    /** Characters at its beginning by which a code is found, before an attempt is taken. */
    private static final int HANDLE_LENGTH = 4;
    /** Without what is taken for one another when it is read aloud. */
    private static final String CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    private static final int SALT_BYTES = 16;
    private static final byte[] NO_SALT = new byte[SALT_BYTES];

    private final Identification identification;
    private final Links links;
    private final @Nullable AddressChange addressChange;
    private final @Nullable ShownOnConfirmation shown;
    private final DataSource dataSource;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * Made by the container.
     *
     * @param addressChange null if nothing changes addresses
     * @param shown null if nothing is given out that only its owner shall open
     */
    Proofs(
            Identification identification,
            Links links,
            @Nullable AddressChange addressChange,
            @Nullable ShownOnConfirmation shown,
            DataSource dataSource,
            InstantSource clock) {
        this.identification = identification;
        this.links = links;
        this.addressChange = addressChange;
        this.shown = shown;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Asks for the proof, by a letter to the registered address.
     *
     * @throws Refused if there is no such address, or too much went there already
     */
    void ask(Connection transaction, UUID request, boolean byCode, Actor actor, @Nullable String requestId)
            throws SQLException {
        Subject subject = identification.lock(transaction, request);
        UUID account = subject.account();
        if (account == null || subject.registered() == null) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "no_registered_address",
                    "Nobody has said whose data this is about, or the account has no address. Find the account first, or have"
                            + " two of you take the person for who they say.");
        }
        if (ProofTable.sentSince(transaction, account, now().minus(DAY)) >= MOST_A_DAY) {
            throw new Refused(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too_many_proofs",
                    "To the owner of this account " + MOST_A_DAY + " went within a day. Wait until tomorrow.");
        }
        identification.asked(transaction, request, actor, requestId);
        if (byCode) {
            sendCode(transaction, subject, account);
        } else {
            sendLink(transaction, subject, Template.REQUEST_IDENTITY_LINK);
        }
    }

    private void sendCode(Connection transaction, Subject subject, UUID account) throws SQLException {
        Instant now = now();
        String code = code();
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        ProofTable.burnCodes(transaction, subject.request(), now);
        ProofTable.insert(
                transaction,
                subject.request(),
                account,
                Kind.CODE,
                Links.hash(salt, code),
                salt,
                now,
                now.plus(CODE_HOLDS),
                handle(code),
                ATTEMPTS);
        identification.write(
                transaction,
                subject,
                Template.REQUEST_IDENTITY_CODE,
                Map.of("code", inGroups(code), "minutes", Long.toString(CODE_HOLDS.toMinutes())));
    }

    /** By which the person shows who they are. */
    void sendLink(Connection transaction, Subject subject, Template template) throws SQLException {
        Instant until = now().plus(ASKED_FOR);
        String link = links.make(transaction, subject.request(), subject.account(), Kind.LINK, "verify", until);
        identification.write(
                transaction, subject, template, Map.of("link", link, "until", day(until, subject.language())));
    }

    private static String day(Instant moment, Locale language) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(language)
                .format(moment.atOffset(ZoneOffset.UTC));
    }

    String reopenLink(Connection transaction, UUID request, @Nullable UUID account) throws SQLException {
        return links.make(transaction, request, account, Kind.REOPEN, "reopen", now().plus(ASKED_FOR));
    }

    @Override
    public String callOff(Connection transaction, UUID request, Instant until) throws SQLException {
        return links.make(transaction, request, null, Kind.CALL_OFF, "call-off", until);
    }

    /**
     * What came of it.
     *
     * @param held whether it held, and what it shows was taken down
     * @param passphrase what whoever did it is to know, on the page that answers them; null for nothing
     */
    record Outcome(boolean held, @Nullable String passphrase) {
        /** Without what they are to know. */
        @Override
        public String toString() {
            return "Outcome[" + held + "]";
        }
    }

    /** Whether this link held. */
    Outcome follow(String token, Kind kind) throws SQLException {
        byte[] hash = Links.hash(token);
        return Transaction.run(dataSource, transaction -> {
            ProofTable.Used used = ProofTable.use(transaction, hash, kind, now());
            if (used == null || !act(transaction, kind, used)) {
                return new Outcome(false, null);
            }
            return outcome(transaction, kind == Kind.LINK ? used.request() : null, true);
        });
    }

    /** @param confirmed the request that was just shown to be theirs; null if none was */
    private Outcome outcome(Connection transaction, @Nullable UUID confirmed, boolean held) throws SQLException {
        return new Outcome(held, confirmed == null || shown == null ? null : shown.of(transaction, confirmed));
    }

    private boolean act(Connection transaction, Kind kind, ProofTable.Used used) throws SQLException {
        return switch (kind) {
            case LINK ->
                used.account() != null
                        && identification.reached(transaction, used.request(), used.account(), IdentityLevel.L1);
            case CALL_OFF -> identification.calledOff(transaction, used.request());
            case REOPEN -> {
                boolean reopened = identification.reopened(transaction, used.request());
                if (reopened) {
                    Subject subject = identification.lock(transaction, used.request());
                    if (subject.registered() != null) {
                        identification.asked(transaction, used.request(), new Actor.Automatic(), null);
                        sendLink(transaction, subject, Template.REQUEST_IDENTITY_LINK);
                    }
                }
                yield reopened;
            }
            case CONFIRM_OLD, CONFIRM_NEW ->
                addressChange != null
                        && addressChange.confirmed(
                                transaction,
                                used.request(),
                                kind == Kind.CONFIRM_OLD ? AddressChange.End.OLD : AddressChange.End.NEW);
            case REVERT -> addressChange != null && addressChange.reverted(transaction, used.request());
            case CODE -> throw new IllegalArgumentException("a code is no link");
        };
    }

    private static String handle(String code) {
        return code.substring(0, Math.min(HANDLE_LENGTH, code.length()));
    }

    /** As it is read and typed more easily. */
    private static String inGroups(String code) {
        return String.join("-", code.split("(?<=\\G.{" + HANDLE_LENGTH + "})"));
    }

    private static String plain(String typed) {
        return typed.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    }

    /**
     * Whether this is the code of this request. One that begins right and is wrong takes an attempt; the last one burns the
     * code. What begins wrong takes none: whoever knows no more than the number of a request cannot keep its owner out.
     */
    Outcome check(String reference, String typed) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            UUID request = identification.named(transaction, reference);
            boolean held = check(transaction, request, typed);
            return outcome(transaction, held ? request : null, held);
        });
    }

    /** As part of this transaction, for the staff, who are shown nothing. */
    boolean check(Connection transaction, @Nullable UUID request, String typed) throws SQLException {
        Instant now = now();
        String code = plain(typed);
        ProofTable.Tried tried = ProofTable.attempt(transaction, request, handle(code), now);
        // Where there is no code, as much is computed and compared.
        byte[] expected = tried == null ? Links.hash(NO_SALT, "") : tried.hash();
        boolean same = MessageDigest.isEqual(expected, Links.hash(tried == null ? NO_SALT : tried.salt(), code));
        if (tried == null || request == null) {
            return false;
        }
        if (same) {
            ProofTable.used(transaction, tried.id(), now);
            return identification.reached(transaction, request, tried.account(), IdentityLevel.L1);
        }
        if (tried.left() == 0) {
            ProofTable.burn(transaction, tried.id(), now);
            identification.lost(transaction, request);
        }
        return false;
    }

    private String code() {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < CODE_LENGTH; i++) {
            code.append(CODE_LETTERS.charAt(random.nextInt(CODE_LETTERS.length())));
        }
        return code.toString();
    }
}
