package ai.ominigate.privacy.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.CallEvent;
import ai.ominigate.metering.EndReason;
import ai.ominigate.metering.Journal;
import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.staff.Role;
import ai.ominigate.operator.Operator;
import ai.ominigate.payment.StripeDouble;
import ai.ominigate.personal.OnePerson;
import ai.ominigate.personal.Suppression;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.privacy.request.Assignment;
import ai.ominigate.privacy.request.Blocker;
import ai.ominigate.privacy.request.LegOutcome;
import ai.ominigate.privacy.request.PlannedLeg;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.DeflaterOutputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How people are forgotten. */
class ErasureTest {
    private static StripeDouble stripe;
    private static RunningOminiGate ominigate;
    private static ErasureFulfilment erasures;
    private static Plan plan;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        stripe = StripeDouble.start();
        ominigate = RunningOminiGate.with(Map.of(
                "stripe.secret-key", "sk_test_of_the_tests",
                "stripe.webhook-secret", "whsec_of_the_tests_1234567890",
                "stripe.api-base", stripe.url().toString(),
                // What is open here is what tests say.
                "ominigate.payment.first-look-after", "1h"));
        erasures = ominigate.application().context().getBean(ErasureFulfilment.class);
        plan = ominigate.application().context().getBean(Plan.class);
    }

    @AfterAll
    static void stop() throws Exception {
        ominigate.close();
        stripe.close();
    }

    private static Assignment assignment(OnePerson person, IdentityLevel identity) {
        return new Assignment(
                person.request(),
                "PR-000007",
                RequestType.DELETION,
                person.account(),
                identity,
                Regime.EU,
                Locale.ENGLISH,
                Instant.parse("2026-11-20T10:00:00Z"),
                UUID.randomUUID(),
                UUID.randomUUID(),
                Instant.parse("2026-11-21T10:00:00Z"),
                null);
    }

    private static OnePerson person(String name) throws Exception {
        return OnePerson.inEveryTable(ominigate, name, RequestType.DELETION);
    }

    /** All legs up to this one, each until it is settled; the last letter is taken by a mail server as soon as it is there. */
    private static LegOutcome upTo(String last, OnePerson person) throws Exception {
        Assignment asked = assignment(person, IdentityLevel.L2);
        LegOutcome outcome = new LegOutcome.Failed("there are no legs");
        for (PlannedLeg leg : plan.legs()) {
            outcome = erasures.perform(asked, leg.name());
            if (leg.name().equals(Plan.LAST_LETTER) && outcome instanceof LegOutcome.Waiting) {
                execute("UPDATE mail.letter SET sent_at = now(), \"values\" = '{}' WHERE about = 'request:"
                        + person.request() + "'");
                outcome = erasures.perform(asked, leg.name());
            }
            if (leg.name().equals(last)) {
                return outcome;
            }
            assertThat(outcome)
                    .as(leg.name())
                    .isInstanceOfAny(
                            LegOutcome.Succeeded.class, LegOutcome.NotApplicable.class, LegOutcome.Deferred.class);
        }
        return outcome;
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(String sql) throws SQLException {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static String proofOf(OnePerson person) throws SQLException {
        return ask("SELECT proof FROM privacy.erasure WHERE account = '" + person.account() + "'");
    }

    @Test
    void afterwardsASearchOfEverythingFindsOnlyWhatLawHasUsKeep() throws Exception {
        OnePerson person = person("ottilieforgotten");
        assertThat(person.wordsIn(ominigate)).hasSizeGreaterThan(18);

        assertThat(upTo(Plan.PROVE, person)).isInstanceOf(LegOutcome.Succeeded.class);

        assertThat(person.wordsIn(ominigate)).containsOnly("vault.record: cus_" + person.name() + "Stripe");
        assertThat(ask("SELECT count(*) FROM vault.record WHERE account = '%s' AND (statute = '' OR keep_until < now())"
                        .formatted(person.account())))
                .isEqualTo("0");
        assertThat(ask("SELECT count(*) FROM abuse.operational_log WHERE key_id = '" + person.key() + "'"))
                .isEqualTo("0");
        assertThat(ask("SELECT count(*) FROM accounts.api_key WHERE account_id = '" + person.account() + "'"))
                .isEqualTo("0");
        try (var files = Files.walk(ominigate.folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(person.name());
            }
        }
    }

    /** As if the database failed as each leg says that it is done, in the transaction in which it did it. */
    @Test
    void everyLegThatFailsLeavesNothingDoneAndIsDoneOnceItCanBe() throws Exception {
        OnePerson person = person("failsinturn");
        Assignment asked = assignment(person, IdentityLevel.L2);
        List<String> failed = new ArrayList<>();
        execute("""
                CREATE TABLE privacy.failing (leg TEXT);
                GRANT SELECT ON privacy.failing TO PUBLIC;
                CREATE FUNCTION privacy.fail() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                BEGIN
                    IF EXISTS (SELECT FROM privacy.failing WHERE NEW.receipts ? leg AND NOT OLD.receipts ? leg) THEN
                        RAISE EXCEPTION 'not now' USING ERRCODE = '57014';
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER fail BEFORE UPDATE ON privacy.erasure FOR EACH ROW EXECUTE FUNCTION privacy.fail();
                """);
        try {
            for (PlannedLeg leg : plan.legs()) {
                execute("INSERT INTO privacy.failing VALUES ('" + leg.name() + "')");
                String before = receiptsOf(person);
                try {
                    erasures.perform(asked, leg.name());
                } catch (SQLException e) {
                    failed.add(leg.name());
                    assertThat(receiptsOf(person)).as(leg.name()).isEqualTo(before);
                }
                execute("DELETE FROM privacy.failing");
                upTo(leg.name(), person);
                assertThat(upTo(leg.name(), person))
                        .as(leg.name() + ", and again")
                        .isNotInstanceOf(LegOutcome.Failed.class);
            }
        } finally {
            execute("DROP TRIGGER fail ON privacy.erasure; DROP FUNCTION privacy.fail(); DROP TABLE privacy.failing");
        }

        assertThat(failed)
                .as("legs that were made to fail")
                .hasSizeGreaterThan(plan.legs().size() - 4);
        assertThat(person.wordsIn(ominigate)).containsOnly("vault.record: cus_" + person.name() + "Stripe");
    }

    /** Which there are; empty before the first. */
    private static String receiptsOf(OnePerson person) throws SQLException {
        return ask("SELECT coalesce((SELECT string_agg(leg, ' ' ORDER BY leg) FROM privacy.erasure,"
                + " jsonb_object_keys(receipts) AS leg WHERE account = '" + person.account() + "'), '')");
    }

    @Test
    void usageStaysAsNobodysAndTheBooksStayBalanced() throws Exception {
        OnePerson person = person("usagestays");
        long before = Long.parseLong(ask("SELECT count(*) FROM metering.usage_event"));
        String balance = ask("SELECT sum(balance) FROM billing.ledger_balance");

        upTo(Plan.PROVE, person);

        assertThat(Long.parseLong(ask("SELECT count(*) FROM metering.usage_event")))
                .isEqualTo(before);
        assertThat(ask("SELECT count(*) FROM metering.usage_event WHERE account_id = '%s' OR key_id = '%s'"
                        .formatted(person.account(), person.key())))
                .isEqualTo("0");
        assertThat(ask("SELECT sum(balance) FROM billing.ledger_balance")).isEqualTo(balance);
        assertThat(ask("SELECT count(*) FROM billing.ledger_account WHERE code LIKE '%" + person.account() + "%'"))
                .isEqualTo("0");
        assertThat(ominigate
                        .admin("POST", "/admin/v1/ledger/verify", "")
                        .json()
                        .path("ok")
                        .asBoolean())
                .isTrue();
        assertThat(ominigate
                        .admin("POST", "/admin/v1/audit/verify", "")
                        .json()
                        .path("ok")
                        .asBoolean())
                .isTrue();
    }

    /** As when a node was away with a call in its journal, and its slice of the balance was given up for lost. */
    @Test
    void aCallThatANodesJournalBringsAfterwardsIsBilledAndCountedAsNobodys() throws Exception {
        OnePerson person = person("latejournal");
        upTo(Plan.PROVE, person);
        UUID call = UuidV7.at(Instant.now());
        Journal journal = ominigate.application().context().getBean(Journal.class);

        journal.append(
                new CallEvent.Intent(call, person.account(), person.key(), "demo", "demo", 1, 5, UUID.randomUUID()));
        journal.append(new CallEvent.Final(
                call,
                person.account(),
                person.key(),
                "demo",
                "demo",
                1,
                UUID.randomUUID(),
                TokenCounts.of(5, 7),
                false,
                4_200,
                1_000,
                500,
                200,
                EndReason.DONE,
                "answer-" + call));
        Await.until(
                "it is stored",
                () -> !"0".equals(ask("SELECT count(*) FROM metering.usage_event WHERE event_id = '" + call + "'")));

        assertThat(ask("SELECT account_id || ' ' || key_id FROM metering.usage_event WHERE event_id = '" + call + "'"))
                .isEqualTo(CallEvent.NOBODY + " " + CallEvent.NOBODY);
        for (String table : List.of("usage_event", "usage_hourly", "usage_six_hourly", "usage_quarter_hourly")) {
            assertThat(ask("SELECT count(*) FROM metering.%s WHERE account_id = '%s' OR key_id = '%s'"
                            .formatted(table, person.account(), person.key())))
                    .as(table)
                    .isEqualTo("0");
        }
        assertThat(ask("SELECT count(*) FROM metering.answer WHERE event_id = '" + call + "'"))
                .isEqualTo("0");
        assertThat(ask("SELECT count(*) FROM metering.key_spend WHERE key_id = '" + person.key() + "'"))
                .isEqualTo("0");
        assertThat(ask("SELECT count(*) FROM billing.ledger_account WHERE code LIKE '%" + person.account() + "%'"))
                .isEqualTo("0");
        assertThat(ask("SELECT sum(nanos) FROM metering.key_spend WHERE span = 'ever' AND key_id = '" + CallEvent.NOBODY
                        + "'"))
                .as("nothing served is unbilled")
                .isEqualTo("4200");
        assertThat(ominigate
                        .admin("POST", "/admin/v1/ledger/verify", "")
                        .json()
                        .path("ok")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void whoForgetsWaitsForWhoStoresAndDoesNotKnowYet() throws Exception {
        OnePerson person = person("stillstoring");
        upTo(Plan.SETTLE, person);
        ForgottenAccounts forgotten = ominigate.application().context().getBean(ForgottenAccounts.class);
        UUID other = UUID.randomUUID();
        Future<LegOutcome> vault;
        try (Connection storing = ominigate.database().superuser();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            storing.setAutoCommit(false);
            assertThat(forgotten.among(storing, Set.of(person.account(), other)))
                    .as("what comes from now on is nobody's")
                    .containsExactly(person.account());
            vault = threads.submit(() -> erasures.perform(assignment(person, IdentityLevel.L2), Plan.VAULT));
            Await.until("it waits", () -> !"0".equals(ask("""
                    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND mode = 'ExclusiveLock'
                    """)));
            assertThat(vault.isDone()).isFalse();
            storing.commit();
            assertThat(vault.get()).isInstanceOf(LegOutcome.Succeeded.class);
        }
    }

    /** A customer of Stripe's, as it is there. */
    private static OnePerson knownToStripe(String name) throws Exception {
        OnePerson person = person(name);
        stripe.add(new ObjectMapper()
                .createObjectNode()
                .put("id", person.stripe())
                .put("object", "customer")
                .put("email", person.address()));
        return person;
    }

    @Test
    void stripeForgetsTheCustomerAndTheProofSaysWhatLawHasItKeep() throws Exception {
        OnePerson person = knownToStripe("stripeforgets");

        assertThat(upTo(Plan.PROVE, person)).isInstanceOf(LegOutcome.Succeeded.class);

        assertThat(stripe.object(person.stripe()).path("deleted").asBoolean()).isTrue();
        assertThat(stripe.object(person.stripe()).toString()).doesNotContain(person.address());
        assertThat(proofOf(person))
                .contains("DELETED")
                .contains("which Stripe has to keep by laws on money laundering");
        assertThat(erasures.perform(assignment(person, IdentityLevel.L2), Plan.STRIPE))
                .as("asked again")
                .isInstanceOf(LegOutcome.Succeeded.class);
        assertThat(stripe.asked("DELETE /v1/customers/" + person.stripe())).isOne();
    }

    @Test
    void whatStripeKeepsOfPaymentsIsRedactedOnceItCanBeAndThePersonAndTheProofAreToldBefore() throws Exception {
        OnePerson person = knownToStripe("striperedacts");
        Assignment asked = assignment(person, IdentityLevel.L2);

        upTo(Plan.PROVE, person);

        assertThat(proofOf(person))
                .contains("stripe-payments")
                .contains("what names the person in them is redacted then");
        LegOutcome kept = erasures.perform(asked, Plan.STRIPE_KEEPS);
        assertThat(kept).isInstanceOf(LegOutcome.Deferred.class);
        assertThat(((LegOutcome.Deferred) kept).until())
                .isBetween(
                        Instant.now().plus(Duration.ofDays(90)), Instant.now().plus(Duration.ofDays(92)));
        assertThat(stripe.all("prj_")).as("not before Stripe can").isEmpty();

        execute("UPDATE privacy.erasure SET receipts = jsonb_set(receipts, '{stripe-payments,until}',"
                + " '\"2026-01-01T00:00:00Z\"') WHERE account = '" + person.account() + "'");
        stripe.fail(StripeDouble.Fault.FORBIDDEN);
        assertThat(erasures.perform(asked, Plan.STRIPE_KEEPS))
                .as("a key that may not")
                .isInstanceOfSatisfying(
                        LegOutcome.Deferred.class,
                        later -> assertThat(later.reason()).contains("may write Redaction Jobs"));
        assertThat(erasures.perform(asked, Plan.STRIPE_KEEPS)).isInstanceOf(LegOutcome.Waiting.class);
        ObjectNode job = stripe.all("prj_").getFirst();
        assertThat(job.path("customer").asText()).isEqualTo(person.stripe());
        job.put("status", "ready");
        assertThat(erasures.perform(asked, Plan.STRIPE_KEEPS)).isInstanceOf(LegOutcome.Waiting.class);
        assertThat(job.path("status").asText()).isEqualTo("redacting");
        job.put("status", "failed");
        assertThat(erasures.perform(asked, Plan.STRIPE_KEEPS))
                .isInstanceOfSatisfying(
                        LegOutcome.Deferred.class,
                        later -> assertThat(later.reason())
                                .contains(job.path("id").asText()));
        assertThat(erasures.perform(asked, Plan.STRIPE_KEEPS)).isInstanceOf(LegOutcome.Waiting.class);
        assertThat(stripe.all("prj_")).as("another, as that one could not").hasSize(2);
        stripe.all("prj_").getLast().put("status", "succeeded");
        assertThat(erasures.perform(asked, Plan.STRIPE_KEEPS)).isInstanceOf(LegOutcome.Succeeded.class);
        assertThat(erasures.perform(asked, Plan.STRIPE_KEEPS)).as("once").isInstanceOf(LegOutcome.Succeeded.class);
        assertThat(stripe.all("prj_")).hasSize(2);
    }

    @Test
    void whileStripeDoesNotAnswerTheLegWaitsAndNothingOfItIsSettled() throws Exception {
        OnePerson person = knownToStripe("stripeisaway");
        upTo(Plan.VAULT, person);
        stripe.fail(StripeDouble.Fault.ERROR, StripeDouble.Fault.ERROR, StripeDouble.Fault.ERROR);

        assertThat(erasures.perform(assignment(person, IdentityLevel.L2), Plan.STRIPE))
                .isInstanceOf(LegOutcome.Waiting.class);

        assertThat(stripe.object(person.stripe()).path("deleted").asBoolean()).isFalse();
        assertThat(erasures.perform(assignment(person, IdentityLevel.L2), Plan.STRIPE))
                .isInstanceOf(LegOutcome.Succeeded.class);
    }

    @Test
    void aKeyThatMayNotDeleteCustomersIsSaid() throws Exception {
        OnePerson person = knownToStripe("stripeforbids");
        upTo(Plan.VAULT, person);
        stripe.fail(StripeDouble.Fault.FORBIDDEN);

        assertThat(erasures.perform(assignment(person, IdentityLevel.L2), Plan.STRIPE))
                .isInstanceOfSatisfying(
                        LegOutcome.Failed.class,
                        failed -> assertThat(failed.reason()).contains("may write Customers"));
    }

    @Test
    void anOpenDisputeAndAPaymentUnderWayStandAgainstForgetting() throws Exception {
        OnePerson person = person("notsettledyet");
        assertThat(blockers(person)).doesNotContain("open_dispute", "payment_under_way");
        execute("UPDATE payment.dispute SET closed_at = NULL WHERE account_id = '" + person.account() + "'");
        assertThat(blockers(person)).contains("open_dispute").doesNotContain("payment_under_way");
        execute("UPDATE payment.refund SET state = 'PENDING' WHERE account_id = '" + person.account() + "'");
        assertThat(blockers(person)).contains("open_dispute", "payment_under_way");

        upTo(Plan.CLOSE, person);
        assertThat(erasures.perform(assignment(person, IdentityLevel.L2), Plan.SETTLE))
                .as("also if it has begun since")
                .isInstanceOf(LegOutcome.Waiting.class);
        execute("UPDATE payment.refund SET state = 'PAID' WHERE account_id = '" + person.account() + "'");
        assertThat(erasures.perform(assignment(person, IdentityLevel.L2), Plan.SETTLE))
                .isInstanceOfSatisfying(
                        LegOutcome.Waiting.class,
                        waiting -> assertThat(waiting.reason()).contains("dispute"));
        execute("UPDATE payment.dispute SET closed_at = now() WHERE account_id = '" + person.account() + "'");
        assertThat(erasures.perform(assignment(person, IdentityLevel.L2), Plan.SETTLE))
                .isInstanceOf(LegOutcome.Succeeded.class);
    }

    private static List<String> blockers(OnePerson person) throws Exception {
        try (Connection connection = ominigate.database().superuser()) {
            return codes(connection, assignment(person, IdentityLevel.L2));
        }
    }

    @Test
    void whatTheyWroteFromAnotherAddressGoesTooWhereTheyHaveShownThatItIsThey() throws Exception {
        OnePerson person = person("elsewherewriter");
        execute("""
                INSERT INTO privacy.thread VALUES ('%1$s', 'elsewhere@mail.example', 'en', now());
                INSERT INTO privacy.message (id, thread, known_as, sender, sender_check, of_another, writer, subject, text, cut, received_at)
                VALUES ('%1$s', '%1$s', 'm%1$s', 'elsewhere@mail.example', 'NONE', false, 'PERSON', 'Delete %2$s', 'Delete the account %3$s', '{}', now());
                UPDATE privacy.request SET thread = '%1$s', identity = 'L1', identified_at = now() WHERE id = '%4$s'
                """.formatted(UUID.randomUUID(), person.name(), person.email(), person.request()));

        assertThat(upTo(Plan.PROVE, person)).isInstanceOf(LegOutcome.Succeeded.class);

        assertThat(person.wordsIn(ominigate)).containsOnly("vault.record: cus_" + person.name() + "Stripe");
        assertThat(ask("SELECT count(*) FROM privacy.message WHERE sender = 'elsewhere@mail.example'"))
                .isEqualTo("0");
    }

    @Test
    void theAccountIsClosedBeforeAnythingOfItGoesAndForGood() throws Exception {
        OnePerson person = person("closedfirst");

        assertThat(plan.legs().getFirst().name()).isEqualTo(Plan.CLOSE);
        assertThatThrownBy(() -> erasures.perform(assignment(person, IdentityLevel.L2), Plan.VAULT))
                .isInstanceOf(IllegalStateException.class);
        upTo(Plan.CLOSE, person);

        assertThat(ask("SELECT status FROM accounts.account WHERE id = '" + person.account() + "'"))
                .isEqualTo("CLOSED");
        assertThat(ask("SELECT count(*) FROM accounts.api_key WHERE revoked_at IS NULL AND account_id = '"
                        + person.account() + "'"))
                .isEqualTo("0");
        String version = ominigate
                .admin("GET", "/admin/v1/accounts/" + person.account(), "")
                .json()
                .path("version")
                .asText();
        assertThat(ominigate
                        .send(
                                "POST",
                                "/admin/v1/accounts/" + person.account() + "/resume",
                                "",
                                Map.of(
                                        "Authorization",
                                        "Bearer " + RunningOminiGate.OPERATOR_TOKEN,
                                        "If-Match",
                                        "\"" + version + "\""))
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("account_closed");
    }

    @Test
    void everyLegDoneAgainAnswersTheSameAndChangesNothing() throws Exception {
        OnePerson person = person("twiceforgotten");
        Assignment asked = assignment(person, IdentityLevel.L2);
        List<LegOutcome> first = new ArrayList<>();
        List<LegOutcome> second = new ArrayList<>();
        for (PlannedLeg leg : plan.legs()) {
            first.add(upTo(leg.name(), person));
            second.add(erasures.perform(asked, leg.name()));
        }
        assertThat(second).isEqualTo(first);
        assertThat(ask("SELECT count(*) FROM vault.record WHERE account = '" + person.account() + "'"))
                .isEqualTo("1");
    }

    @Test
    void theLastSearchFindsWhatAFeatureForgot() throws Exception {
        OnePerson person = person("leftbehind");
        upTo(Plan.LAST_LETTER, person);
        Path file = ominigate.folder().resolve("notes.txt");
        execute(
                "INSERT INTO abuse.saved_filter (id, owner, shared, name, filter) VALUES (gen_random_uuid(), gen_random_uuid(), "
                        + "false, 'what about', '{\"q\": \"" + person.email().toUpperCase(Locale.ROOT) + "\"}')");
        Files.writeString(file, "x".repeat(100_000) + " LeftBehind@leftbehind.example ");

        LegOutcome found = erasures.perform(assignment(person, IdentityLevel.L2), Plan.SEARCH);
        execute("DELETE FROM abuse.saved_filter");
        LegOutcome foundFile = erasures.perform(assignment(person, IdentityLevel.L2), Plan.SEARCH);
        Files.delete(file);
        LegOutcome nothing = erasures.perform(assignment(person, IdentityLevel.L2), Plan.SEARCH);

        assertThat(found)
                .isEqualTo(new LegOutcome.Failed(
                        "Something of the person is still at abuse.saved_filter.filter, file:notes.txt."));
        assertThat(foundFile).isEqualTo(new LegOutcome.Failed("Something of the person is still at file:notes.txt."));
        assertThat(nothing).isInstanceOf(LegOutcome.Succeeded.class);
        assertThat(ask("SELECT count(*) FROM privacy.data_key WHERE account = '" + person.account() + "'"))
                .isEqualTo("0");
    }

    @Test
    void whatIsKeptNamesThePersonOnlyWhereThereIsAReason() throws Exception {
        OnePerson person = person("keptcolumns");
        upTo(Plan.LAST_LETTER, person);
        String wish = "UPDATE privacy.request SET scope = %s WHERE id = '" + person.request() + "'";
        execute("""
                INSERT INTO staff.member (id, email, name, roles, status, created_at)
                VALUES (gen_random_uuid(), '%s', 'Keptcolumns, who works here', '{SUPPORT}', 'ACTIVE', now());
                INSERT INTO privacy.legal_hold VALUES (gen_random_uuid(), '%s', 'Keptcolumns against us', now(),
                    gen_random_uuid(), gen_random_uuid(), NULL)
                """.formatted(person.email(), person.account()));
        execute(wish.formatted("'All that we have of " + person.email() + "'"));

        LegOutcome found = erasures.perform(assignment(person, IdentityLevel.L2), Plan.SEARCH);
        execute(wish.formatted("NULL"));
        LegOutcome nothing = erasures.perform(assignment(person, IdentityLevel.L2), Plan.SEARCH);
        execute("DELETE FROM staff.member WHERE name LIKE 'Keptcolumns%'");

        assertThat(found)
                .isEqualTo(new LegOutcome.Failed("Something of the person is still at privacy.request.scope."));
        assertThat(nothing)
                .isInstanceOfSatisfying(
                        LegOutcome.Succeeded.class,
                        succeeded -> assertThat(
                                        String.valueOf(succeeded.receipt().get("kept")))
                                .contains("staff.member.email", "vault.record.stripe_customer"));
    }

    @Test
    void whoIsKilledBeforeTheOtherHalfOfAKeyIsGoneRemovesItByDoingTheLegAgain() throws Exception {
        OnePerson person = person("halfakey");
        upTo(Plan.LAST_LETTER, person);
        Path half = ominigate.folder().resolve("tombstones/keys/" + person.account());
        byte[] content = Files.readAllBytes(half);
        LegOutcome first = erasures.perform(assignment(person, IdentityLevel.L2), Plan.SEARCH);
        assertThat(half).doesNotExist();
        Files.write(half, content);

        LegOutcome again = erasures.perform(assignment(person, IdentityLevel.L2), Plan.SEARCH);

        assertThat(again).isEqualTo(first);
        assertThat(half).doesNotExist();
    }

    @Test
    void aNameOfThreeLettersIsLookedForAsAWholeAndWhereNamesStand() throws Exception {
        OnePerson person = person("calledshortly");
        execute("UPDATE accounts.account SET name = 'Zoe' WHERE id = '" + person.account() + "'");
        upTo(Plan.LAST_LETTER, person);
        execute("""
                INSERT INTO abuse.saved_filter (id, owner, shared, name, filter)
                VALUES (gen_random_uuid(), gen_random_uuid(), false, ' ZOE', '{"q": "zoe"}'),
                    (gen_random_uuid(), gen_random_uuid(), false, 'Zoetrope', '{"holder_name": "Zoe", "q": "zoe and zoetrope"}')
                """);

        LegOutcome found = erasures.perform(assignment(person, IdentityLevel.L2), Plan.SEARCH);
        execute("DELETE FROM abuse.saved_filter WHERE name <> 'Zoetrope'");
        LegOutcome foundField = erasures.perform(assignment(person, IdentityLevel.L2), Plan.SEARCH);
        execute("UPDATE abuse.saved_filter SET filter = '{\"q\": \"zoe\"}'");
        LegOutcome nothing = erasures.perform(assignment(person, IdentityLevel.L2), Plan.SEARCH);
        execute("DELETE FROM abuse.saved_filter");

        assertThat(found)
                .isEqualTo(new LegOutcome.Failed(
                        "Something of the person is still at abuse.saved_filter.filter, abuse.saved_filter.name."));
        assertThat(foundField)
                .isEqualTo(new LegOutcome.Failed("Something of the person is still at abuse.saved_filter.filter."));
        assertThat(nothing).isInstanceOf(LegOutcome.Succeeded.class);
    }

    @Test
    void aNameThatIsSomebodyElsesTooNamesNobodyAndHoldsNothingUp() throws Exception {
        OnePerson person = person("sharesaname");
        OnePerson other = person("sharesitaswell");
        execute("UPDATE accounts.account SET name = 'Zed' WHERE id IN ('" + person.account() + "', '" + other.account()
                + "')");
        upTo(Plan.LAST_LETTER, person);

        LegOutcome nothing = erasures.perform(assignment(person, IdentityLevel.L2), Plan.SEARCH);

        assertThat(nothing)
                .isInstanceOfSatisfying(
                        LegOutcome.Succeeded.class,
                        succeeded -> assertThat(succeeded.receipt().get("hits")).isEqualTo(0));
        assertThat(ask("SELECT name FROM accounts.account WHERE id = '" + other.account() + "'"))
                .isEqualTo("Zed");
    }

    @Test
    void whoElseSignsInToTheAccountIsSearchedForToo() throws Exception {
        OnePerson person = person("teamforgotten");
        execute("""
                INSERT INTO customer.member (id, account, email, role, password, language, name, created_at)
                VALUES (gen_random_uuid(), '%1$s', 'gudrun@colleagues.example', 'BILLING', 'p', 'en', 'Gudrun Teamcolleague', now());
                INSERT INTO mail.letter VALUES (gen_random_uuid(), 'BALANCE_LOW', 'ACCOUNT_NOTICE', 'gudrun@colleagues.example',
                    'account:%1$s', 'en', '{}', now(), now(), 1, NULL, now(), NULL);
                INSERT INTO customer.member (id, account, email, role, password, language, name, created_at)
                SELECT gen_random_uuid(), id, 'kim@colleagues.example', 'BILLING', 'p', 'en', 'Kimberley Ofanother', now()
                FROM accounts.account WHERE erased_at IS NULL AND id <> '%1$s' LIMIT 1;
                INSERT INTO customer.member (id, account, email, role, password, language, name, created_at)
                VALUES (gen_random_uuid(), '%1$s', 'kimberley@colleagues.example', 'BILLING', 'p', 'en', 'Kimberley Ofan', now());
                """.formatted(person.account()));
        upTo(Plan.LAST_LETTER, person);
        execute(
                "INSERT INTO abuse.saved_filter (id, owner, shared, name, filter) VALUES (gen_random_uuid(), gen_random_uuid(), "
                        + "false, 'asked by gudrun teamcolleague', '{}')");

        LegOutcome found = erasures.perform(assignment(person, IdentityLevel.L2), Plan.SEARCH);
        execute("DELETE FROM abuse.saved_filter");
        LegOutcome nothing = erasures.perform(assignment(person, IdentityLevel.L2), Plan.SEARCH);

        assertThat(found)
                .isEqualTo(new LegOutcome.Failed("Something of the person is still at abuse.saved_filter.name."));
        assertThat(nothing).as("who is elsewhere, too, stays there").isInstanceOf(LegOutcome.Succeeded.class);
        execute("DELETE FROM customer.member WHERE email = 'kim@colleagues.example'");
    }

    @Test
    void whatBecomesThePersonsWhileTheyAreForgottenGoesAsWell() throws Exception {
        OnePerson person = person("writesmeanwhile");
        upTo(Plan.LAST_LETTER, person);
        execute("""
                INSERT INTO privacy.thread VALUES ('%1$s', '%2$s', 'en', now());
                INSERT INTO privacy.message (id, thread, known_as, sender, sender_check, of_another, writer, subject, text, cut, received_at)
                VALUES ('%1$s', '%1$s', 'm%1$s', '%2$s', 'NONE', false, 'PERSON', 'Is it done?', 'Yours, %2$s', '{}', now())
                """.formatted(UUID.randomUUID(), person.email()));

        assertThat(erasures.perform(assignment(person, IdentityLevel.L2), Plan.SEARCH))
                .isInstanceOf(LegOutcome.Succeeded.class);
        assertThat(person.wordsIn(ominigate)).containsOnly("vault.record: cus_" + person.name() + "Stripe");
    }

    @Test
    void anAddressOfSomebodyWhoWasForgottenIsNotWrittenToUntilItsOwnerComesBack() throws Exception {
        OnePerson person = person("sophiesuppressed");
        Suppression suppression = ominigate.application().context().getBean(Suppression.class);
        assertThat(upTo(Plan.PROVE, person)).isInstanceOf(LegOutcome.Succeeded.class);
        String address = person.email().toUpperCase(Locale.ROOT);

        try (Connection connection = ominigate.database().superuser()) {
            assertThat(suppression.isSuppressed(connection, address)).isTrue();
            assertThat(suppression.isSuppressed(connection, "somebody@else.example"))
                    .isFalse();
            assertThat(suppression.mayBeWrittenTo(connection, address, "account:" + UUID.randomUUID()))
                    .isFalse();
            assertThat(suppression.mayBeWrittenTo(connection, address, "request:" + person.request()))
                    .as("what they ask themselves is answered")
                    .isTrue();
            execute("UPDATE privacy.request SET state = 'WITHDRAWN', ended_at = now() WHERE id = '" + person.request()
                    + "'");
            assertThat(suppression.mayBeWrittenTo(connection, address, "request:" + person.request()))
                    .as("as long as it is open")
                    .isFalse();
            assertThat(suppression.isSuppressed(connection, "before@" + person.name() + ".example"))
                    .as("nor where they got mail before")
                    .isTrue();
        }
        ominigate.admin("POST", "/admin/v1/accounts", "{\"name\": \"back\", \"email\": \"" + person.email() + "\"}");
        try (Connection connection = ominigate.database().superuser()) {
            assertThat(suppression.isSuppressed(connection, address))
                    .as("they have come back")
                    .isFalse();
        }
    }

    @Test
    void theLastSearchLooksIntoWhatIsPacked() throws Exception {
        StoreSearch search = ominigate.application().context().getBean(StoreSearch.class);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream packing = new DeflaterOutputStream(packed)) {
            packing.write("[{\"agent\":\"Browser of PaulaPacked\"}]".getBytes(StandardCharsets.UTF_8));
        }
        try (Connection connection = ominigate.database().superuser()) {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO abuse.observed VALUES (gen_random_uuid(), 1, now(), now() + interval '1 hour', ?)")) {
                insert.setBytes(1, packed.toByteArray());
                insert.executeUpdate();
            }
            assertThat(search.search(connection, List.of("paulapacked"), List.of())
                            .hits())
                    .containsOnlyKeys("abuse.observed.batch");
            execute("DELETE FROM abuse.observed");
            assertThat(search.search(connection, List.of("paulapacked"), List.of())
                            .hits())
                    .isEmpty();
        }
    }

    @Test
    void aProofVerifiesAndNoneOfItsBytesCanBeAnother() throws Exception {
        OnePerson person = person("provenforgotten");
        upTo(Plan.PROVE, person);
        byte[] proof = proofOf(person).getBytes(StandardCharsets.UTF_8);
        String key = key();
        Path file = Files.write(folder.resolve("proof.json"), proof);

        assertThat(ProofCheck.run(file, List.of(key)).problem()).isNull();
        assertThat(new String(proof, StandardCharsets.UTF_8))
                .doesNotContain(person.name())
                .contains("\"tombstone\"", "\"forget-usage\"", "§ 147 AO", "\"reference\":\"PR-000007\"");
        List<Integer> unnoticed = new ArrayList<>();
        for (int i = 0; i < proof.length; i++) {
            byte[] changed = proof.clone();
            changed[i] ^= 1;
            Files.write(file, changed);
            if (ProofCheck.run(file, List.of(key)).ok()) {
                unnoticed.add(i);
            }
        }
        assertThat(unnoticed).isEmpty();
        Files.writeString(file, new String(proof, StandardCharsets.UTF_8) + "\n");
        assertThat(ProofCheck.run(file, List.of(key)).ok()).isFalse();
    }

    @Test
    void theCommandVerifiesAProofWithoutAServer() throws Exception {
        OnePerson person = person("provenbycommand");
        upTo(Plan.PROVE, person);
        Path file = Files.writeString(folder.resolve("proof-of-one.json"), proofOf(person));
        String key = key();

        assertThat(run("privacy", "verify-proof", file.toString(), "--key", key))
                .startsWith("0 The proof is what was signed.")
                .contains("PR-000007");
        assertThat(run("privacy", "verify-proof", file.toString(), "--key", key.replaceAll("^ominigate", "other")))
                .startsWith("1 ");
        Files.writeString(file, proofOf(person).replace("PR-000007", "PR-000008"));
        assertThat(run("privacy", "verify-proof", file.toString(), "--key", key))
                .startsWith("1 The proof proves nothing:")
                .contains("something in it was changed");
    }

    private static String run(String... command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            int code = Operator.run(command, Map.of("OMINIGATE_DATA_DIR", folder.toString()), both, both);
            return code + " " + out.toString(StandardCharsets.UTF_8);
        }
    }

    private static String key() throws Exception {
        return Files.readAllLines(ominigate.folder().resolve("audit/trusted-keys")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theSameCanBeReadAsAPdf() throws Exception {
        OnePerson person = person("provenonpaper");
        upTo(Plan.PROVE, person);
        String proof = proofOf(person);

        byte[] pdf = ProofPdf.of(proof);

        try (var document = Loader.loadPDF(pdf)) {
            String text = new PDFTextStripper().getText(document);
            JsonNode signed = JsonMapper.builder().build().readTree(proof);
            assertThat(text)
                    .contains(
                            "Proof of erasure",
                            "PR-000007",
                            "forget-accounts",
                            person.account().toString())
                    .contains("SHA-256 of the signed file")
                    .doesNotContain(person.name());
            assertThat(text.replaceAll("\\s", ""))
                    .contains(signed.path("signature").asText());
        }
    }

    @Test
    void moneyCasesAndLegalHoldsStandInTheWayUntilWhoMayClearsThem() throws Exception {
        OnePerson person = person("standsintheway");
        Assignment asked = assignment(person, IdentityLevel.L2);
        execute(
                "UPDATE abuse.case_file SET state = 'NEW', disposition = NULL, closed_at = NULL WHERE entity = 'account:"
                        + person.account() + "'");
        execute(
                "INSERT INTO privacy.legal_hold VALUES (gen_random_uuid(), '%s', 'a matter', now(), gen_random_uuid(), gen_random_uuid(), NULL)"
                        .formatted(person.account()));
        try (Connection connection = ominigate.database().superuser()) {
            assertThat(codes(connection, asked)).containsExactly("open_balance", "open_case", "legal_hold");
            ErasureFulfilment.clear(
                    connection, asked.request(), "open_balance", UUID.randomUUID(), "paid back by bank", Instant.EPOCH);
            ErasureFulfilment.clear(
                    connection, asked.request(), "legal_hold", UUID.randomUUID(), "not the way", Instant.EPOCH);
            assertThat(codes(connection, asked)).containsExactly("open_case", "legal_hold");
        }
    }

    private static List<String> codes(Connection connection, Assignment asked) throws SQLException {
        return erasures.blockers(connection, asked).stream().map(Blocker::code).toList();
    }

    @Test
    void unlessTheySignedInAnewForItItCanBeCalledOffForThreeDays() throws Exception {
        OnePerson person = person("coolsoff");
        assertThat(erasures.coolingOff(assignment(person, IdentityLevel.L1))).isEqualTo(Duration.ofHours(72));
        assertThat(erasures.coolingOff(assignment(person, IdentityLevel.L3)))
                .as("whom two of us took for the owner")
                .isEqualTo(Duration.ofHours(72));
        assertThat(erasures.coolingOff(assignment(person, IdentityLevel.L2))).isZero();
    }

    @Test
    void aTombstoneIsWrittenOnceAndNamesNobody() throws Exception {
        OnePerson person = person("tombstoned");
        upTo(Plan.CLOSE, person);
        upTo(Plan.CLOSE, person);
        Tombstones tombstones = ominigate.application().context().getBean(Tombstones.class);

        assertThat(tombstones.all().stream().filter(each -> each.account().equals(person.account())))
                .singleElement()
                .satisfies(each -> assertThat(each.hmacs())
                        .as("where they get mail, and where they did before")
                        .containsExactly(
                                tombstones.hmac(person.email().toUpperCase(Locale.ROOT)),
                                tombstones.hmac("before@" + person.name() + ".example")));
        Path file = ominigate.folder().resolve("tombstones/erased.jsonl");
        assertThat(Files.readString(file)).doesNotContain(person.name());
        assertThat(ask("SELECT count(*) FROM privacy.suppression WHERE since > now() - interval '1 day'"))
                .isNotEqualTo("0");
        assertThat(ask("SELECT last FROM privacy.tombstones_seen"))
                .isEqualTo(String.valueOf(tombstones.all().size()));
    }

    @Test
    void aTombstoneThatACrashCutShortIsWrittenAgain() throws Exception {
        OnePerson person = person("cutshort");
        Tombstones tombstones = ominigate.application().context().getBean(Tombstones.class);
        int before = tombstones.all().size();
        Files.writeString(
                ominigate.folder().resolve("tombstones/erased.jsonl"),
                "{\"seq\":9999,\"acc",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);

        upTo(Plan.CLOSE, person);

        assertThat(tombstones.all()).hasSize(before + 1);
        assertThat(tombstones.all().getLast().seq()).isEqualTo(before + 1L);
    }

    @Test
    void theVaultGivesUpNothingBeforeItsDay() throws Exception {
        OnePerson person = person("vaultkeeps");
        upTo(Plan.VAULT, person);

        assertThatThrownBy(() -> execute("DELETE FROM vault.record")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> execute("UPDATE vault.record SET keep_until = '2000-01-01'"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void theDeskSeesHowMuchThereIsMaskedAndWhatWouldBecomeOfIt() throws Exception {
        OnePerson person = person("seenmasked");
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);

        Answer found = support.send("GET", "/admin/v1/privacy/requests/" + person.request() + "/data", "");

        assertThat(found.status()).isEqualTo(200);
        assertThat(found.response().body()).doesNotContain(person.name(), person.address(), person.stripe());
        Map<String, String> fates = new TreeMap<>();
        found.json()
                .path("tables")
                .forEach(table -> fates.put(
                        table.path("file").asText(),
                        table.path("rows").asText() + " " + table.path("fate").asText()));
        assertThat(fates)
                .containsEntry("usage/calls", "700 UNLINKED")
                .containsEntry("logs/operational", "1 DELETED")
                .containsEntry("privacy/requests", "1 KEPT")
                .containsEntry("account/profile", "1 UNLINKED");
        assertThat(found.json().path("rows").asLong()).isGreaterThan(700);
        upTo(Plan.PROVE, person);
        assertThat(support.send("GET", "/admin/v1/privacy/requests/" + person.request() + "/data", "")
                        .json()
                        .path("rows")
                        .asLong())
                .isZero();
    }

    @Test
    void theDeskSeesOfWhoeverDoesNotOwnTheAccountThemselvesAlone() throws Exception {
        OnePerson person = person("ownsitalone");
        UUID member = UUID.randomUUID();
        execute("""
                INSERT INTO customer.member (id, account, email, role, password, language, name, created_at)
                VALUES ('%1$s', '%2$s', 'mel@worksthere.example', 'DEVELOPER', 'p', 'en', 'Mel', now());
                UPDATE privacy.request SET account = NULL, member = '%1$s' WHERE id = '%3$s';
                """.formatted(member, person.account(), person.request()));
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);

        Answer found = support.send("GET", "/admin/v1/privacy/requests/" + person.request() + "/data", "");
        execute("DELETE FROM customer.member WHERE id = '" + member + "'");

        assertThat(found.response().body()).doesNotContain("Mel\"", "mel@worksthere", person.name());
        Map<String, String> fates = new TreeMap<>();
        found.json()
                .path("tables")
                .forEach(table -> fates.put(
                        table.path("file").asText(),
                        table.path("rows").asText() + " " + table.path("fate").asText()));
        assertThat(fates).containsEntry("account/members", "1 DELETED").doesNotContainKey("usage/calls");
    }

    @Test
    void theDeskTakesTheProofAsItIsSignedAndOnPaper() throws Exception {
        OnePerson person = person("takenaway");
        Colleague officer = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER);
        String path = "/admin/v1/privacy/requests/" + person.request();
        assertThat(officer.send("GET", path + "/proof", "").status()).isEqualTo(404);
        upTo(Plan.PROVE, person);

        assertThat(officer.send("GET", path + "/proof", "").response().body()).isEqualTo(proofOf(person));
        Answer paper = officer.send("GET", path + "/proof-on-paper", "");
        assertThat(paper.response().headers().firstValue("content-type").orElse(""))
                .isEqualTo("application/pdf");
        assertThat(paper.response().body()).startsWith("%PDF-");
    }

    @Test
    void financeSaysThatMoneyDoesNotStandInTheWayAndReadsTheVault() throws Exception {
        OnePerson person = person("clearedbyfinance");
        Colleague finance = Colleague.signedIn(ominigate, Role.FINANCE);
        String wish = "{\"request\": \"%s\", \"reason\": \"paid back\"}".formatted(person.request());

        assertThat(finance.send("POST", "/admin/v1/privacy/clearances/cases", wish)
                        .status())
                .isEqualTo(403);
        assertThat(finance.send("POST", "/admin/v1/privacy/clearances/money", wish)
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("open_balance");
        try (Connection connection = ominigate.database().superuser()) {
            assertThat(codes(connection, assignment(person, IdentityLevel.L2))).isEmpty();
        }
        upTo(Plan.VAULT, person);
        JsonNode records = finance.send("GET", "/admin/v1/privacy/vault?account=" + person.account(), "")
                .json()
                .path("items");
        assertThat(records).hasSize(1);
        assertThat(records.get(0).path("amount").asText()).isEqualTo("25.000000000");
        assertThat(records.get(0).path("stripeCustomer").asText()).isEqualTo(person.stripe());
        assertThat(Colleague.signedIn(ominigate, Role.SUPPORT)
                        .send("GET", "/admin/v1/privacy/vault", "")
                        .status())
                .isEqualTo(403);
    }
}
