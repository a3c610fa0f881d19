package ai.ominigate.privacy.erasure;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.payment.PersonAtStripe;
import ai.ominigate.payment.UnsettledPayments;
import ai.ominigate.personal.Holdings;
import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.erasure.ErasureTable.State;
import ai.ominigate.privacy.export.Packages;
import ai.ominigate.privacy.request.Assignment;
import ai.ominigate.privacy.request.LegOutcome;
import ai.ominigate.privacy.vault.Vault;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Does the legs of the {@link Plan}. What a leg did and its receipt are one transaction: however often it is called, and
 * wherever it was killed, it is done once and answers the same.
 */
@Singleton
final class Eraser {
    /** Stripe's guide to redaction: transactions can be redacted when they are older than 90 days. */
    private static final Duration STRIPE_REDACTS_AFTER = Duration.ofDays(91);

    private static final String RESULT = "result";
    private static final String DEFERRED = "DEFERRED";
    private static final String REDACTED = "REDACTED";
    private static final String JOB = "job";
    private static final Duration TOLD_AGAIN = Duration.ofDays(7);
    private static final Duration CALLS_COME_BACK_WITHIN = Duration.ofSeconds(30);
    private static final Duration PAYMENTS_LOOKED_AT_EVERY = Duration.ofMinutes(5);
    private static final Duration STRIPE_ASKED_EVERY = Duration.ofMinutes(10);
    private static final Duration LETTER_LOOKED_AT_EVERY = Duration.ofSeconds(20);

    private final DataSource dataSource;
    private final Plan plan;
    private final ErasureTable table;
    private final Tombstones tombstones;
    private final Holdings holdings;
    private final Accounts accounts;
    private final Packages packages;
    private final Vault vault;
    private final PersonAtStripe atStripe;
    private final UnsettledPayments payments;
    private final Outbox outbox;
    private final StoreSearch search;
    private final Prover prover;
    private final ForgottenAccounts latecomers;
    private final AuditLog audit;
    private final InstantSource clock;

    Eraser(
            DataSource dataSource,
            Plan plan,
            ErasureTable table,
            Tombstones tombstones,
            Holdings holdings,
            Accounts accounts,
            Packages packages,
            Vault vault,
            PersonAtStripe atStripe,
            UnsettledPayments payments,
            Outbox outbox,
            StoreSearch search,
            Prover prover,
            ForgottenAccounts latecomers,
            AuditLog audit,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.plan = plan;
        this.table = table;
        this.tombstones = tombstones;
        this.holdings = holdings;
        this.accounts = accounts;
        this.packages = packages;
        this.vault = vault;
        this.atStripe = atStripe;
        this.payments = payments;
        this.outbox = outbox;
        this.search = search;
        this.prover = prover;
        this.latecomers = latecomers;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * For whom a leg is done.
     *
     * @param account theirs, or themselves who sign in to one that they do not own
     * @param assignment null where an older database forgets again
     */
    record Errand(UUID account, @Nullable Assignment assignment) {
        @Nullable
        UUID request() {
            return assignment == null ? null : assignment.request();
        }
    }

    /** What a leg does in its transaction; answers its receipt, or why there is none yet. */
    sealed interface Done {
        record With(Map<String, Object> receipt) implements Done {}

        record Not(LegOutcome why) implements Done {}

        /** What was done so far is kept, and it goes on later. */
        record Later(LegOutcome why) implements Done {}
    }

    @FunctionalInterface
    interface Deed {
        Done in(Connection transaction, State state) throws SQLException;
    }

    LegOutcome perform(Errand errand, String leg) throws SQLException, IOException {
        return switch (leg) {
            case Plan.CLOSE -> close(errand);
            case Plan.SETTLE -> once(errand, leg, (transaction, state) -> settle(transaction, state, errand));
            case Plan.PACKAGES -> {
                int gone = packages.removeOf(errand.account());
                yield once(errand, leg, (_, _) -> new Done.With(Map.of("packages", gone)));
            }
            case Plan.VAULT -> {
                LegOutcome outcome = once(errand, leg, this::moveToVault);
                // Before anything becomes nobody's, so that nothing of the person comes after it.
                latecomers.awaitThoseWhoDoNotKnow();
                yield outcome;
            }
            case Plan.STRIPE -> stripe(errand);
            case Plan.STRIPE_KEEPS -> stripeKeeps(errand);
            case Plan.LAST_LETTER -> once(errand, leg, (transaction, state) -> lastLetter(transaction, state, errand));
            case Plan.SEARCH -> searchEverything(errand);
            case Plan.PROVE -> prove(errand);
            default -> {
                PersonalRecords feature = plan.feature(leg);
                yield once(errand, leg, (transaction, state) -> forget(transaction, state, feature));
            }
        };
    }

    /** Does a leg and writes its receipt in one transaction; if that is there, answers it. */
    LegOutcome once(Errand errand, String leg, Deed deed) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            State state = table.find(transaction, errand.account());
            if (state == null) {
                throw new IllegalStateException("an account is closed before anything of it is forgotten");
            }
            Map<String, Object> before = state.receipts().get(leg);
            if (before != null) {
                return new LegOutcome.Succeeded(before);
            }
            Instant began = clock.instant();
            return switch (deed.in(transaction, state)) {
                case Done.Not(LegOutcome why) -> {
                    transaction.rollback();
                    yield why;
                }
                case Done.Later(LegOutcome why) -> why;
                case Done.With(Map<String, Object> what) -> {
                    Map<String, Object> receipt = new TreeMap<>(what);
                    receipt.put("began", began.toString());
                    receipt.put("ended", clock.instant().toString());
                    yield new LegOutcome.Succeeded(table.receipt(transaction, errand.account(), leg, receipt));
                }
            };
        });
    }

    static Known known(State state) {
        Known known = state.known();
        if (known == null) {
            throw new IllegalStateException("the last search is done; nobody knows any more who it was");
        }
        return known;
    }

    /** The tombstone is on the disk before anything is gone: what follows may be killed anywhere, or lie in no backup. */
    private LegOutcome close(Errand errand) throws SQLException, IOException {
        UUID account = errand.account();
        LegOutcome.Failed problem = begin(errand, false, transaction -> ErasureTable.known(transaction, account));
        if (problem != null) {
            return problem;
        }
        return once(errand, Plan.CLOSE, (transaction, state) -> {
            int keys = accounts.close(transaction, account);
            return new Done.With(
                    Map.of("keysRevoked", keys, "keys", known(state).keys().size(), "tombstone", state.tombstone()));
        });
    }

    /** By whom somebody is known now; null if there is nobody to forget. */
    @FunctionalInterface
    interface Acquaintance {
        @Nullable
        Known in(Connection transaction) throws SQLException;
    }

    /**
     * Has it on the disk that somebody is forgotten, and then in the database with what they are known by, unless both are so.
     *
     * @param member whether it is somebody who signs in to an account that they do not own
     * @return why that cannot be done here; null if it is
     */
    LegOutcome.@Nullable Failed begin(Errand errand, boolean member, Acquaintance acquaintance)
            throws SQLException, IOException {
        if (!Transaction.run(dataSource, this::isOfThisLedger)) {
            return new LegOutcome.Failed(
                    "This node remembers who was forgotten in another folder than the others do. Set OMINIGATE_PRIVACY_TOMBSTONE_FOLDER to the one they share.");
        }
        Known now = Transaction.<@Nullable Known>run(dataSource, transaction -> {
            State state = table.find(transaction, errand.account());
            return state == null ? acquaintance.in(transaction) : state.known();
        });
        if (now != null) {
            List<String> hmacs = now.addresses().stream().map(tombstones::hmac).toList();
            String at = clock.instant().toString();
            long tombstone = tombstones.add(errand.account(), member, hmacs, Plan.VERSION, at);
            Transaction.run(dataSource, transaction -> {
                begin(transaction, errand, member, acquaintance, tombstone, hmacs);
                return null;
            });
        }
        return null;
    }

    /** The first who is forgotten binds the database to the folder that they are remembered in. */
    private boolean isOfThisLedger(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT EXISTS (SELECT FROM privacy.tombstones_seen WHERE ledger <> ?)")) {
            select.setString(1, tombstones.ledger());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return !row.getBoolean(1);
            }
        }
    }

    private void begin(
            Connection transaction,
            Errand errand,
            boolean member,
            Acquaintance acquaintance,
            long tombstone,
            List<String> hmacs)
            throws SQLException {
        if (table.find(transaction, errand.account()) != null) {
            return;
        }
        Known known = acquaintance.in(transaction);
        if (known == null) {
            throw new IllegalStateException("there is nobody to forget, or they are forgotten");
        }
        Instant now = clock.instant();
        table.begin(transaction, known, member, errand.request(), tombstone, now);
        ErasureTable.update(
                transaction,
                "UPDATE privacy.tombstones_seen SET last = greatest(last, ?), ledger = coalesce(ledger, ?)",
                tombstone,
                tombstones.ledger());
        for (String hmac : member && isElsewhere(transaction, known) ? List.<String>of() : hmacs) {
            ErasureTable.update(
                    transaction,
                    "INSERT INTO privacy.suppression (hmac, since) VALUES (?, ?) ON CONFLICT (hmac) DO UPDATE SET since = excluded.since",
                    HexFormat.of().parseHex(hmac),
                    now.atOffset(ZoneOffset.UTC));
        }
        record(transaction, Prover.BEGUN, ErasureTable.subject(errand.account(), member), Map.of());
    }

    /** Whether mail goes to the same address for an account that somebody else asked nothing about. */
    private static boolean isElsewhere(Connection transaction, Known known) throws SQLException {
        try (PreparedStatement select = transaction.prepareStatement(
                "SELECT EXISTS (SELECT FROM accounts.account WHERE lower(email) = ANY (?) AND status IN ('ACTIVE', 'SUSPENDED'))")) {
            select.setArray(
                    1, transaction.createArrayOf("text", known.addresses().toArray()));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private void record(Connection transaction, String action, String subject, Map<String, String> details)
            throws SQLException {
        audit.append(
                transaction, new Act(new Actor.Automatic(), action, Act.Outcome.DONE, subject, null, null, details));
    }

    /**
     * What has begun since it was agreed to goes on to its end: a payment has to be credited or given back to somebody. An
     * older database that is restored forgets at once; what it takes for under way has ended long ago.
     */
    private Done settle(Connection transaction, State state, Errand errand) throws SQLException {
        if (errand.assignment() != null && payments.areUnderWay(transaction, state.account())) {
            return waiting("A payment or a refund of the account is under way at Stripe.");
        }
        if (errand.assignment() != null && payments.areDisputed(transaction, state.account())) {
            return waiting("The bank has not decided a dispute about a payment of the account; what is needed for it is"
                    + " kept until then (GDPR, article 17(3)(e)).");
        }
        return settleCalls(transaction, state);
    }

    private Done waiting(String why) {
        return new Done.Not(new LegOutcome.Waiting(clock.instant().plus(PAYMENTS_LOOKED_AT_EVERY), why));
    }

    /** What nodes still hold of the balance comes back on its own, when the calls that it was for have ended. */
    private Done settleCalls(Connection transaction, State state) throws SQLException {
        try (PreparedStatement select = transaction.prepareStatement(
                "SELECT count(*) FROM billing.budget_lease WHERE account = ? AND state = 'open'")) {
            select.setObject(1, state.account());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1) > 0
                        ? new Done.Not(new LegOutcome.Waiting(
                                clock.instant().plus(CALLS_COME_BACK_WITHIN),
                                "Parts of its balance are still set aside for calls; they come back within minutes."))
                        : new Done.With(Map.of("openSlices", 0));
            }
        }
    }

    private Done moveToVault(Connection transaction, State state) throws SQLException {
        Vault.Kept kept = vault.move(transaction, state.account(), known(state).stripeCustomer());
        Map<String, Object> receipt = new LinkedHashMap<>();
        receipt.put("records", kept.records());
        receipt.put("statute", kept.statute());
        if (kept.until() != null) {
            receipt.put("until", kept.until().toString());
        }
        return new Done.With(receipt);
    }

    /** Stripe is asked outside of any transaction; to ask again is as good as once. */
    private LegOutcome stripe(Errand errand) throws SQLException {
        State state = Transaction.run(dataSource, transaction -> table.find(transaction, errand.account()));
        if (state == null) {
            throw new IllegalStateException("an account is closed before anything of it is forgotten");
        }
        Map<String, Object> before = state.receipts().get(Plan.STRIPE);
        if (before != null && !DEFERRED.equals(before.get(RESULT))) {
            return before.containsKey("kept") ? new LegOutcome.Succeeded(before) : unknownToStripe();
        }
        Known known = state.known();
        String customer = known == null ? null : known.stripeCustomer();
        if (customer == null || errand.assignment() == null) {
            return before == null
                    ? receipt(errand, Plan.STRIPE, Map.of(RESULT, "NOT_APPLICABLE"), unknownToStripe())
                    : errand.assignment() == null ? seenToBefore() : byAPerson(before);
        }
        return switch (atStripe.forget(customer)) {
            case DONE, NOT_THERE -> forgottenAtStripe(errand);
            case AWAY ->
                new LegOutcome.Waiting(
                        clock.instant().plus(STRIPE_ASKED_EVERY), "Stripe does not answer; it is asked again.");
            case REFUSED ->
                new LegOutcome.Failed("Stripe does not delete the customer: look whether its key may write Customers.");
            case OFF -> before == null ? laterByAPerson(errand) : byAPerson(before);
        };
    }

    private static LegOutcome unknownToStripe() {
        return new LegOutcome.NotApplicable("Stripe knows no customer of this account.");
    }

    /** An older database forgets again what it has; the others were told when the person was first forgotten. */
    private static LegOutcome seenToBefore() {
        return new LegOutcome.NotApplicable("Stripe was told when the person was forgotten.");
    }

    /**
     * What Stripe keeps of payments, for 90 days against fraud, is redacted as soon as it can be. The person is told so; by
     * then we know who it was by the vault alone.
     */
    private LegOutcome stripeKeeps(Errand errand) throws SQLException {
        State state = Transaction.run(dataSource, transaction -> table.find(transaction, errand.account()));
        if (state == null) {
            throw new IllegalStateException("an account is closed before anything of it is forgotten");
        }
        Map<String, Object> before = state.receipts().get(Plan.STRIPE_KEEPS);
        if (before != null && !DEFERRED.equals(before.get(RESULT))) {
            return REDACTED.equals(before.get(RESULT)) ? new LegOutcome.Succeeded(before) : nothingAtStripe();
        }
        if (errand.assignment() == null) {
            return before == null ? notKeptAtStripe(errand) : seenToBefore();
        }
        String customer = Transaction.<@Nullable String>run(
                dataSource, transaction -> vault.stripeCustomer(transaction, errand.account()));
        if (customer == null) {
            return notKeptAtStripe(errand);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant until = before == null ? now.plus(STRIPE_REDACTS_AFTER) : Instant.parse((String) before.get("until"));
        if (until.isAfter(now)) {
            Map<String, Object> receipt = Map.of(
                    RESULT,
                    DEFERRED,
                    "until",
                    until.toString(),
                    "reason",
                    "Stripe keeps payments for 90 days against fraud; what names the person in them is redacted then");
            LegOutcome later = new LegOutcome.Deferred(
                    until,
                    "Stripe keeps payments for 90 days against fraud. What names the person in them is redacted then.");
            return before == null ? receipt(errand, Plan.STRIPE_KEEPS, receipt, later) : later;
        }
        return redact(errand, customer, Objects.requireNonNull(before), now);
    }

    private static LegOutcome nothingAtStripe() {
        return new LegOutcome.NotApplicable("Nothing was paid through Stripe for this account.");
    }

    private LegOutcome notKeptAtStripe(Errand errand) throws SQLException {
        return receipt(errand, Plan.STRIPE_KEEPS, Map.of(RESULT, "NOT_APPLICABLE"), nothingAtStripe());
    }

    private LegOutcome redact(Errand errand, String customer, Map<String, Object> before, Instant now)
            throws SQLException {
        PersonAtStripe.Redaction redaction = atStripe.redact(customer, (String) before.get(JOB));
        Map<String, Object> receipt = new TreeMap<>(before);
        if (redaction.job() == null || redaction.how() == PersonAtStripe.Redacted.NOT_YET) {
            receipt.remove(JOB);
        } else {
            receipt.put(JOB, redaction.job());
        }
        LegOutcome outcome = switch (redaction.how()) {
            case DONE -> {
                receipt.put(RESULT, REDACTED);
                receipt.put("ended", now.toString());
                yield new LegOutcome.Succeeded(receipt);
            }
            case UNDER_WAY ->
                new LegOutcome.Waiting(
                        now.plus(STRIPE_ASKED_EVERY), "Stripe redacts what it kept; it is asked how far it is.");
            case AWAY ->
                new LegOutcome.Waiting(now.plus(STRIPE_ASKED_EVERY), "Stripe does not answer; it is asked again.");
            case NOT_YET ->
                new LegOutcome.Deferred(
                        now.plus(TOLD_AGAIN),
                        "Stripe cannot redact all of it yet: its redaction job " + redaction.job()
                                + " says what stands in the way, in Stripe's dashboard. It is asked again.");
            case REFUSED ->
                new LegOutcome.Deferred(
                        now.plus(TOLD_AGAIN),
                        "Stripe was not asked to redact, or will not: look whether payments are on and their key may"
                                + " write Redaction Jobs. It is asked again.");
        };
        return receipt(errand, Plan.STRIPE_KEEPS, receipt, outcome);
    }

    private LegOutcome forgottenAtStripe(Errand errand) throws SQLException {
        Map<String, Object> receipt = Map.of(
                RESULT,
                "DELETED",
                "kept",
                "payments, refunds, disputes and invoices, which Stripe has to keep by laws on money laundering and taxes",
                "ended",
                clock.instant().toString());
        return receipt(errand, Plan.STRIPE, receipt, new LegOutcome.Succeeded(receipt));
    }

    private LegOutcome receipt(Errand errand, String leg, Map<String, Object> receipt, LegOutcome outcome)
            throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            table.receipt(transaction, errand.account(), leg, receipt);
            return outcome;
        });
    }

    /**
     * There is no key to ask Stripe with any more: a person has to, and is told so as long as it is. What is not known to be
     * done is never settled by the passing of time.
     */
    private LegOutcome laterByAPerson(Errand errand) throws SQLException {
        Instant until = clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(STRIPE_REDACTS_AFTER);
        Map<String, Object> receipt =
                Map.of(RESULT, DEFERRED, "reason", "to be deleted in Stripe's dashboard", "until", until.toString());
        return receipt(errand, Plan.STRIPE, receipt, byAPerson(receipt));
    }

    private LegOutcome byAPerson(Map<String, Object> receipt) {
        Instant until = Instant.parse((String) receipt.get("until"));
        Instant now = clock.instant();
        return new LegOutcome.Deferred(
                until.isAfter(now) ? until : now.plus(TOLD_AGAIN),
                "Stripe keeps what it must, by law, of payments. Delete the customer in Stripe's dashboard.");
    }

    private Done forget(Connection transaction, State state, PersonalRecords feature) throws SQLException {
        Known known = known(state);
        Map<String, Long> before = holdings.count(transaction, feature, known.subject());
        holdings.erase(transaction, feature, known.subject(), known.pseudonyms());
        PersonalTable left = left(transaction, feature, known);
        if (left != null) {
            return new Done.Not(new LegOutcome.Failed("Rows of " + left.table() + " are still the person's."));
        }
        Map<String, Long> after = holdings.count(transaction, feature, known.subject());
        return new Done.With(Map.of("before", before, "after", after));
    }

    /** A table that still has rows of the person which are not kept; null if there is none. */
    private @Nullable PersonalTable left(Connection transaction, PersonalRecords feature, Known known)
            throws SQLException {
        for (PersonalTable each : feature.tables()) {
            if (!(each.fate() instanceof PersonalTable.Fate.Kept)
                    && holdings.count(transaction, each, known.subject()) > 0) {
                return each;
            }
        }
        return null;
    }

    /**
     * The letter goes out, and then goes as well, with what was written about what is asked for. Nobody gets one when a
     * restored backup forgets again.
     */
    private Done lastLetter(Connection transaction, State state, Errand errand) throws SQLException {
        Known known = known(state);
        Assignment assignment = errand.assignment();
        if (assignment == null || known.addresses().isEmpty()) {
            return new Done.With(Map.of("letters", 0));
        }
        String about = "request:" + assignment.request();
        Template template = state.member() ? Template.MEMBER_ERASED : Template.ERASED;
        try (PreparedStatement select = transaction.prepareStatement("""
                SELECT sent_at IS NOT NULL OR given_up_at IS NOT NULL FROM mail.letter WHERE about = ? AND template = ?
                """)) {
            select.setString(1, about);
            select.setString(2, template.name());
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    if (!row.getBoolean(1)) {
                        return letterIsOnItsWay();
                    }
                    int letters = ErasureTable.update(
                            transaction,
                            "DELETE FROM mail.letter WHERE about = ? OR lower(recipient) = ?",
                            about,
                            known.addresses().getFirst());
                    ErasureTable.update(
                            transaction,
                            "UPDATE privacy.request SET scope = NULL, answer = NULL WHERE id = ?",
                            assignment.request());
                    return new Done.With(Map.of("letters", letters));
                }
            }
        }
        outbox.leave(
                transaction,
                new Letter(
                        template,
                        known.addresses().getFirst(),
                        about,
                        assignment.language(),
                        lastWords(transaction, state, assignment)));
        return letterIsOnItsWay();
    }

    private Map<String, String> lastWords(Connection transaction, State state, Assignment assignment)
            throws SQLException {
        Map<String, String> words = new TreeMap<>();
        words.put("reference", assignment.reference());
        words.put("contact", "contact@ominigate.ai");
        if (!state.member()) {
            Vault.Kept kept = vault.kept(transaction, state.account());
            words.put("kept", kept(kept, state, assignment.language()));
        }
        return words;
    }

    private static String kept(Vault.Kept kept, State state, Locale language) {
        String ours =
                kept.until() == null ? "—" : "%d × %s, %s".formatted(kept.records(), kept.statute(), kept.until());
        boolean atStripe = state.receipts().getOrDefault(Plan.STRIPE, Map.of()).containsKey("kept");
        Object redacted =
                state.receipts().getOrDefault(Plan.STRIPE_KEEPS, Map.of()).get("until");
        boolean chinese = language.getLanguage().equals(Locale.CHINESE.getLanguage());
        StringBuilder all = new StringBuilder(ours);
        if (atStripe) {
            all.append(
                    chinese
                            ? "；Stripe 依法保留的付款、退款、争议和账单记录"
                            : "; at Stripe, what laws on money laundering and taxes have it keep: payments, refunds, disputes,"
                                    + " invoices");
        }
        if (redacted != null) {
            String day = redacted.toString().substring(0, "2026-11-28".length());
            all.append(
                    chinese
                            ? "；其中可识别您身份的内容，我们自 " + day + " 起要求 Stripe 清除"
                            : "; what names you in them we have Stripe redact from " + day
                                    + " on, which is as soon as it can");
        }
        return all.toString();
    }

    private Done letterIsOnItsWay() {
        return new Done.Later(new LegOutcome.Waiting(
                clock.instant().plus(LETTER_LOOKED_AT_EVERY), "The last letter to the person is on its way."));
    }

    private LegOutcome searchEverything(Errand errand) throws SQLException, IOException {
        LegOutcome outcome = searchOnce(errand);
        if (outcome instanceof LegOutcome.Succeeded) {
            table.finished(errand.account());
        }
        return outcome;
    }

    private LegOutcome searchOnce(Errand errand) throws SQLException, IOException {
        try {
            return once(errand, Plan.SEARCH, (transaction, state) -> {
                Known known = known(state);
                PersonalTable again = forgetWhatCameSince(transaction, known);
                if (again != null) {
                    return new Done.Not(
                            new LegOutcome.Failed("Rows of " + again.table() + " have become the person's again."));
                }
                StoreSearch.Found found;
                try {
                    found = search.search(transaction, known.identifiers(), known.keyHashes(), known.wholeNames());
                } catch (IOException e) {
                    throw new UnreadableStore(e);
                }
                if (!found.hits().isEmpty()) {
                    return new Done.Not(new LegOutcome.Failed("Something of the person is still at "
                            + String.join(", ", found.hits().keySet()) + "."));
                }
                table.finish(transaction, errand.account(), clock.instant());
                record(transaction, Prover.FINISHED, state.subject(), Map.of());
                return new Done.With(Map.of(
                        "columns",
                        found.columns(),
                        "files",
                        found.files(),
                        "identifiers",
                        known.identifiers().size() + known.keyHashes().size(),
                        "names",
                        known.wholeNames().size(),
                        "hits",
                        0,
                        "kept",
                        found.kept(),
                        "dataKeyDestroyed",
                        true));
            });
        } catch (UnreadableStore e) {
            throw e.cause;
        }
    }

    /**
     * What has become the person's after its leg was done goes as well, as a mail of theirs, or what could only go when
     * another of their requests was over.
     *
     * @return a table that has rows of theirs all the same; null if none does
     */
    @Nullable
    PersonalTable forgetWhatCameSince(Connection transaction, Known known) throws SQLException {
        for (PersonalRecords feature : plan.features()) {
            if (left(transaction, feature, known) != null) {
                holdings.erase(transaction, feature, known.subject(), known.pseudonyms());
                PersonalTable again = left(transaction, feature, known);
                if (again != null) {
                    return again;
                }
            }
        }
        return null;
    }

    /** A file could not be looked through. */
    private static final class UnreadableStore extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient IOException cause;

        UnreadableStore(IOException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    private LegOutcome prove(Errand errand) throws SQLException, IOException {
        State state = Transaction.run(dataSource, transaction -> table.find(transaction, errand.account()));
        if (state == null || !state.receipts().containsKey(Plan.SEARCH)) {
            throw new IllegalStateException("what is not done cannot be proven");
        }
        String proof = state.proof();
        if (proof == null) {
            proof = prover.prove(state, errand.assignment(), vaultOf(errand.account()), clock.instant());
            if (proof == null) {
                return new LegOutcome.Waiting(
                        clock.instant().plus(Duration.ofMinutes(1)),
                        "This node has no key of the audit log to sign with, and no head of the log speaks for it yet; another"
                                + " node has to.");
            }
            String signed = proof;
            proof = Transaction.run(dataSource, transaction -> keepFirst(transaction, errand.account(), signed));
        }
        return new LegOutcome.Succeeded(Map.of("sha256", Prover.sha256(proof), "bytes", proof.length()));
    }

    /** Of two who prove at the same time, the first is believed; answers what is kept. */
    private String keepFirst(Connection transaction, UUID account, String signed) throws SQLException {
        State now = table.find(transaction, account);
        if (now == null) {
            throw new IllegalStateException("what was proven is kept");
        }
        String kept = now.proof();
        if (kept != null) {
            return kept;
        }
        table.proof(transaction, account, signed);
        record(transaction, "erasure.prove", now.subject(), Map.of("sha256", Prover.sha256(signed)));
        return signed;
    }

    private Vault.Kept vaultOf(UUID account) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return vault.kept(connection, account);
        }
    }

    /**
     * Has the person's account closed, as somebody began to before they died; the other legs go on as they become due.
     *
     * @return false if there is no such account
     */
    boolean goOn(Assignment begun) throws SQLException, IOException {
        UUID account = Objects.requireNonNull(begun.account(), "what is being done is somebody's");
        return close(new Errand(account, begun)) instanceof LegOutcome.Succeeded;
    }

    /** Forgets an account that an older backup has brought back, all of it, now. Nothing if it is not there. */
    boolean again(UUID account) throws SQLException, IOException {
        boolean there;
        try (Connection connection = dataSource.getConnection()) {
            there = ErasureTable.known(connection, account) != null;
        }
        if (!there) {
            return false;
        }
        Errand errand = new Errand(account, null);
        for (var leg : plan.legs()) {
            if (leg.name().equals(Plan.SETTLE) || leg.name().equals(Plan.PROVE)) {
                // No node of then has anything any more, and the proof of then stands.
                continue;
            }
            LegOutcome outcome = perform(errand, leg.name());
            if (!(outcome instanceof LegOutcome.Succeeded || outcome instanceof LegOutcome.NotApplicable)) {
                throw new IOException("the leg '" + leg.name() + "' says: " + outcome);
            }
        }
        return true;
    }
}
