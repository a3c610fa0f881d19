package ai.ominigate.privacy.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.ominigate.Application;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.dashboard.PageSweep;
import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.staff.Role;
import ai.ominigate.payment.StripeDouble;
import ai.ominigate.payment.StripeDouble.Fault;
import ai.ominigate.personal.Holdings;
import ai.ominigate.personal.OnePerson;
import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.request.Assignment;
import ai.ominigate.privacy.request.Blocker;
import ai.ominigate.privacy.request.LegOutcome;
import ai.ominigate.privacy.request.ShownOnConfirmation;
import ai.ominigate.staff.identity.AuditEntries;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.exception.ZipException;
import net.lingala.zip4j.model.FileHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people get who ask for their data. */
class ExportTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** In which calls of everybody were made. */
    private static final YearMonth MONTH = YearMonth.now(ZoneOffset.UTC);

    private static StripeDouble stripe;
    private static RunningOminiGate ominigate;
    private static ExportFulfilment exports;
    private static Packages packages;
    private static PackagePieces pieces;
    private static OnePerson person;
    private static Map<String, byte[]> content;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void collect() throws Exception {
        stripe = StripeDouble.start();
        ominigate = RunningOminiGate.with(Map.of(
                "stripe.secret-key", "sk_test_of_the_tests",
                "stripe.webhook-secret", "whsec_of_the_tests_1234567890",
                "stripe.api-base", stripe.url().toString()));
        exports = ominigate.application().context().getBean(ExportFulfilment.class);
        packages = ominigate.application().context().getBean(Packages.class);
        pieces = ominigate.application().context().getBean(PackagePieces.class);
        person = OnePerson.inEveryTable(ominigate, "wilhelminabird", RequestType.ACCESS);
        callAt(person, "2026-01-31T23:59:59.999999Z");
        colleagueOf(person);
        stripe.invoice("OMNI-0001", person.stripe());
        Assignment asked = assignment(person, RequestType.ACCESS, Locale.SIMPLIFIED_CHINESE);
        assertThat(exports.perform(asked, ExportFulfilment.COLLECT)).isInstanceOf(LegOutcome.Succeeded.class);
        assertThat(exports.perform(asked, ExportFulfilment.RELEASE)).isInstanceOf(LegOutcome.Succeeded.class);
        content = unzipped(person);
    }

    @AfterAll
    static void stop() throws Exception {
        ominigate.close();
        stripe.close();
    }

    private static Assignment assignment(OnePerson person, RequestType type, Locale language) {
        return new Assignment(
                person.request(),
                "PR-000001",
                type,
                person.account(),
                IdentityLevel.L2,
                Regime.EU,
                language,
                Instant.parse("2026-11-20T10:00:00Z"),
                UUID.randomUUID(),
                UUID.randomUUID(),
                Instant.parse("2026-11-21T10:00:00Z"),
                null);
    }

    private static void callAt(OnePerson person, String time) throws Exception {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO metering.usage_event (event_id, occurred_at, account_id, key_id, model, provider, input_tokens,
                        cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens,
                        audio_input_tokens, audio_output_tokens, calls, latency_micros, first_byte_micros, http_status,
                        end_reason, price_version, cost_nanos, estimated)
                    VALUES (gen_random_uuid(), '%s', '%s', '%s', 'demo', 'demo', 1, 0, 0, 0, 5, 0, 0, 0, 1, 1000, 500, 200, 1, 1,
                        1, false)
                    """.formatted(time, person.account(), person.key()));
        }
    }

    /** Somebody else who signs in to the same account, and somebody who is asked to. */
    private static void colleagueOf(OnePerson person) throws Exception {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            UUID colleague = UUID.randomUUID();
            statement.execute("""
                    INSERT INTO customer.member (id, account, email, role, password, language, name, created_at)
                    VALUES ('%1$s', '%2$s', 'otherbody@example.com', 'DEVELOPER', 'x', 'en', 'Olga Otherbody', now());
                    INSERT INTO customer.session (id, member, sha256, device, created_at, last_used_at, expires_at)
                    VALUES (gen_random_uuid(), '%1$s', sha256('otherbody'), 'Otherbody''s telephone', now(), now(), now());
                    INSERT INTO customer.email_change (id, member, before, after, asked_at)
                    VALUES (gen_random_uuid(), '%1$s', 'otherbody@example.com', 'otherbody@example.net', now());
                    INSERT INTO customer.invitation (id, account, email, role, sha256, created_at, expires_at)
                    VALUES (gen_random_uuid(), '%2$s', 'otherbody@example.org', 'BILLING', sha256('otherbody2'), now(), now());
                    """.formatted(colleague, person.account()));
        }
    }

    @Test
    void ofOthersOfTheSameAccountNothingIsHandedOut() {
        assertThat(text("account/members.json")).contains(person.name());
        content.forEach((name, bytes) -> assertThat(new String(bytes, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT))
                .as(name)
                .doesNotContain("otherbody"));
    }

    /** Its first file, as it lies in the database. */
    private static Path file(OnePerson person) throws IOException {
        try (InputStream content = pieces.read(person.request(), 1)) {
            return Files.write(folder.resolve(person.request() + ".zip"), content.readAllBytes());
        }
    }

    private static Map<String, byte[]> unzipped(OnePerson person) throws Exception {
        Map<String, byte[]> content = new TreeMap<>();
        try (ZipFile zip = new ZipFile(file(person).toFile(), passphrase(person).toCharArray())) {
            for (FileHeader header : zip.getFileHeaders()) {
                try (InputStream in = zip.getInputStream(header)) {
                    content.put(header.getFileName(), in.readAllBytes());
                }
            }
        }
        return content;
    }

    /** As it is shown to whoever can sign in. */
    private static String passphrase(OnePerson person) throws Exception {
        return Transaction.run(
                ominigate.database().dataSource(),
                transaction -> Objects.requireNonNull(packages.passphrase(transaction, person.request(), null)));
    }

    @Test
    void theMailboxAloneOpensNothingOfWhoeverCanSignIn() throws Exception {
        assertThat(letters(person)).containsExactly("PACKAGE_READY_SIGN_IN");
    }

    @Test
    void whoCannotSignInSeesWhatOpensTheirDataWhereTheyConfirmAndInNoLetter() throws Exception {
        OnePerson other = OnePerson.inEveryTable(ominigate, "cannotsignin", RequestType.ACCESS);
        execute("DELETE FROM customer.member WHERE account = '" + other.account() + "'");
        Assignment asked = assignment(other, RequestType.ACCESS, Locale.ENGLISH);

        List<Blocker> before =
                Transaction.run(ominigate.database().dataSource(), transaction -> exports.blockers(transaction, asked));
        LegOutcome tooSoon = exports.perform(asked, ExportFulfilment.COLLECT);
        String shown = shownTo(other);
        String again = shownTo(other);
        List<Blocker> after =
                Transaction.run(ominigate.database().dataSource(), transaction -> exports.blockers(transaction, asked));
        exports.perform(asked, ExportFulfilment.COLLECT);
        exports.perform(asked, ExportFulfilment.RELEASE);

        assertThat(before).extracting(Blocker::code).containsExactly("passphrase_unseen");
        assertThat(tooSoon).isInstanceOf(LegOutcome.Failed.class);
        assertThat(shown).matches("([a-z0-9]{4}-){5}[a-z0-9]{4}").isEqualTo(again);
        assertThat(after).isEmpty();
        try (ZipFile zip = new ZipFile(file(other).toFile(), shown.toCharArray())) {
            assertThat(zip.getInputStream(zip.getFileHeader("README.html")).readAllBytes())
                    .isNotEmpty();
        }
        assertThat(letters(other)).containsExactly("PACKAGE_READY");
        assertThat(ask("SELECT count(*) FROM mail.letter WHERE \"values\"::text LIKE '%" + shown + "%'"))
                .isEqualTo("0");
        assertThat(shownTo(person)).as("who can sign in sees it there").isEmpty();
    }

    @Test
    void theStaffTellsWhatOpensItToWhoeverHasShownWhoTheyAreAndCannotSignInAndItIsWrittenDown() throws Exception {
        OnePerson other = OnePerson.inEveryTable(ominigate, "lostmailbox", RequestType.ACCESS);
        Colleague ada = Colleague.signedIn(ominigate, Role.SUPPORT);
        String wish =
                "{\"request\":\"" + other.request() + "\",\"reason\":\"Called back on the number of the invoice.\"}";

        Answer signsIn = ada.send("POST", "/admin/v1/privacy/packages/passphrase", wish);
        execute("DELETE FROM customer.member WHERE account = '" + other.account() + "'");
        execute("UPDATE privacy.request SET identity = 'L0', identified_at = NULL WHERE id = '" + other.request()
                + "'");
        Answer unknown = ada.send("POST", "/admin/v1/privacy/packages/passphrase", wish);
        execute("UPDATE privacy.request SET identity = 'L3', identified_at = now() WHERE id = '" + other.request()
                + "'");
        Answer told = ada.send("POST", "/admin/v1/privacy/packages/passphrase", wish);

        assertThat(signsIn.status()).isEqualTo(409);
        assertThat(unknown.json().path("code").asText()).isEqualTo("passphrase_not_told");
        assertThat(told.status()).as(told.response().body()).isEqualTo(200);
        assertThat(told.json().path("passphrase").asText()).isEqualTo(shownTo(other));
        assertThat(exports.perform(assignment(other, RequestType.ACCESS, Locale.ENGLISH), ExportFulfilment.COLLECT))
                .isInstanceOf(LegOutcome.Succeeded.class);
        assertThat(AuditEntries.about(ominigate.database(), "request:" + other.request()))
                .contains("staff:" + ada.id() + " package.tell-passphrase DONE request:" + other.request());
        assertThat(ask("SELECT count(*) FROM rest.command WHERE answer::text LIKE '%"
                        + told.json().path("passphrase").asText() + "%'"))
                .isEqualTo("0");
    }

    /** What stands on the page on which they confirm; empty if nothing does. */
    private static String shownTo(OnePerson person) throws Exception {
        ShownOnConfirmation page = ominigate.application().context().getBean(ShownOnConfirmation.class);
        return Transaction.run(
                ominigate.database().dataSource(),
                transaction -> Objects.requireNonNullElse(page.of(transaction, person.request()), ""));
    }

    @Test
    void statementsThatWeMakeOurselvesAreInThePackageAsPapers() {
        assertThat(content.keySet()).contains("billing/statements-" + MONTH + ".pdf");
        assertThat(text("billing/statements-" + MONTH + ".pdf")).startsWith("%PDF-");
        assertThat(text("README.html")).contains("billing/statements-" + MONTH + ".pdf", "月结单");
    }

    @Test
    void invoicesThatStripeMadeAreInThePackageAndInTheListOfWhatIsInIt() throws Exception {
        assertThat(text("billing/invoices/OMNI-0001.pdf")).isEqualTo("%PDF-1.7 OMNI-0001");
        JsonNode list = JSON.readTree(text("billing/stripe.json"));
        assertThat(list.path("customer").asText()).isEqualTo(person.stripe());
        assertThat(list.at("/invoices/0/file").asText()).isEqualTo("billing/invoices/OMNI-0001.pdf");
        assertThat(text("manifest.json")).contains("\"billing/invoices/OMNI-0001.pdf\"", "\"billing/stripe.json\"");
        assertThat(text("README.html"))
                .contains("href=\"billing/invoices/OMNI-0001.pdf\"", "发票 · OMNI-0001", "href=\"billing/stripe.json\"");
    }

    @Test
    void aPackageWaitsForStripeAndIsNotMadeWithoutWhatItsKeyMayNotRead() throws Exception {
        OnePerson other = OnePerson.inEveryTable(ominigate, "waitsforinvoices", RequestType.ACCESS);
        Assignment asked = assignment(other, RequestType.ACCESS, Locale.ENGLISH);

        stripe.fail(Fault.ERROR, Fault.ERROR, Fault.ERROR);
        LegOutcome away = exports.perform(asked, ExportFulfilment.COLLECT);
        stripe.fail(Fault.FORBIDDEN);
        LegOutcome refused = exports.perform(asked, ExportFulfilment.COLLECT);
        assertThat(packages.made(other.request())).isNull();
        LegOutcome made = exports.perform(asked, ExportFulfilment.COLLECT);

        assertThat(away).isInstanceOf(LegOutcome.Waiting.class);
        assertThat(((LegOutcome.Failed) refused).reason()).contains("may read Charges and Invoices");
        assertThat(made).isInstanceOf(LegOutcome.Succeeded.class);
    }

    @Test
    void whatWasCorrectedIsSealedInTheDatabaseAndInClearInThePackage() throws Exception {
        assertThat(ask("SELECT count(*) FROM privacy.correction WHERE position('wilhelmina'::bytea IN before) > 0"
                        + " OR position('wilhelmina'::bytea IN after) > 0 OR NOT sealed"))
                .isEqualTo("0");
        assertThat(text("privacy/corrections.json")).contains("Fistname wilhelminabird", "Firstname wilhelminabird");
        assertThat(text("privacy/corrections.csv")).contains("Fistname wilhelminabird");
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

    private static List<String> letters(OnePerson person) throws Exception {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT template FROM mail.letter WHERE template LIKE 'PACKAGE_%' AND about = 'account:"
                                + person.account() + "'")) {
            List<String> letters = new ArrayList<>();
            while (row.next()) {
                letters.add(row.getString(1));
            }
            return letters;
        }
    }

    private static String letter(OnePerson person, String template, String value) throws Exception {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT \"values\" ->> '%s' FROM mail.letter WHERE template = '%s' AND about = 'account:%s'"
                                .formatted(value, template, person.account()))) {
            row.next();
            return row.getString(1);
        }
    }

    private static String token(OnePerson person) throws Exception {
        return letter(person, "PACKAGE_READY_SIGN_IN", "link").replaceAll(".*/", "");
    }

    private static String text(String name) {
        return new String(content.getOrDefault(name, new byte[0]), StandardCharsets.UTF_8);
    }

    private static Predicate<String> isOf(PersonalTable table, String ending) {
        String month = table.monthOf() == null ? "" : "-\\d{4}-\\d{2}";
        return Pattern.compile(Pattern.quote(table.file()) + month + Pattern.quote(ending))
                .asMatchPredicate();
    }

    @Test
    void everyTableWithSomethingOfThePersonIsInThePackage() throws Exception {
        Holdings holdings = ominigate.application().context().getBean(Holdings.class);
        List<String> empty = new ArrayList<>();
        for (PersonalRecords feature : holdings.all()) {
            for (PersonalTable table : feature.tables()) {
                if (content.keySet().stream().noneMatch(isOf(table, ".json"))
                        || content.keySet().stream().noneMatch(isOf(table, ".csv"))) {
                    empty.add(table.table());
                }
            }
        }
        assertThat(empty)
                .as(
                        "what this person has nothing of: no colleague, nothing held, nothing ended, no package before this one")
                .containsOnly(
                        "staff.member",
                        "staff.role_held",
                        "staff.access_review",
                        "staff.invitation",
                        "staff.session",
                        "privacy.request",
                        "privacy.request_event",
                        "privacy.restriction",
                        "privacy.legal_hold",
                        "privacy.package",
                        "billing.budget_lease");
    }

    @Test
    void everythingThatASearchOfTheWholeDatabaseFindsIsInThePackage() throws Exception {
        String everything = content.entrySet().stream()
                .filter(file -> file.getKey().endsWith(".json"))
                .map(file -> new String(file.getValue(), StandardCharsets.UTF_8))
                .reduce("", String::concat);
        List<String> missing = new ArrayList<>();
        for (String found : person.wordsIn(ominigate)) {
            String word = found.replaceAll("^[^:]+: ", "");
            if (!everything.contains(word)) {
                missing.add(found);
            }
        }
        assertThat(missing).isEmpty();
        assertThat(everything)
                .contains(person.address(), person.stripe(), person.account().toString());
    }

    @Test
    void aPackageTellsNothingThatProvesWhoSomebodyIs() {
        assertThat(text("keys/keys.json")).contains("\"hint\"").doesNotContain("sha256");
    }

    @Test
    void csvIsWhatSpreadsheetsReadAndRunNothing() {
        assertThat(text("privacy/messages.csv"))
                .startsWith("id,thread,known_as,sender,sender_check,subject,text,received_at\r\n")
                .contains("\"I, wilhelminabird, want \"\"all\"\", =1+1\"");
        assertThat(Csv.text("=1+1")).isEqualTo("'=1+1");
        assertThat(Csv.text("@SUM(A1)")).isEqualTo("'@SUM(A1)");
        assertThat(Csv.text("-2,\"3\"")).isEqualTo("\"'-2,\"\"3\"\"\"");
        assertThat(Csv.text("\t=1")).isEqualTo("'\t=1");
        assertThat(Csv.text("a=b")).isEqualTo("a=b");
        assertThat(text("billing/ledger.csv")).as("amounts stay numbers").contains(",25000000000,false\r\n");
    }

    @Test
    void theManifestNamesEveryFileWithItsDigestAndNumberOfRows() throws Exception {
        JsonNode manifest = JSON.readTree(content.get("manifest.json"));
        Map<String, String> digests = new TreeMap<>();
        manifest.path("files")
                .forEach(file -> digests.put(
                        file.path("name").asText(), file.path("sha256").asText()));
        Map<String, String> actual = new TreeMap<>();
        for (Map.Entry<String, byte[]> file : content.entrySet()) {
            if (!file.getKey().equals("manifest.json")) {
                actual.put(
                        file.getKey(),
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(file.getValue())));
            }
        }
        assertThat(digests).isEqualTo(actual);
        assertThat(manifest.path("schemaVersion").asInt()).isEqualTo(1);
        assertThat(manifest.path("policyVersion").asText())
                .as("the version of the policy that holds")
                .isEqualTo("2026-04-27");
    }

    @Test
    void callsAreByMonths() throws Exception {
        assertThat(content.keySet().stream().filter(name -> name.startsWith("usage/calls")))
                .containsExactlyInAnyOrder(
                        "usage/calls-" + MONTH + ".json",
                        "usage/calls-" + MONTH + ".csv",
                        "usage/calls-2026-01.json",
                        "usage/calls-2026-01.csv");
        assertThat(JSON.readTree(content.get("usage/calls-" + MONTH + ".json"))).hasSize(700);
        assertThat(text("usage/calls-" + MONTH + ".csv").lines()).hasSize(701);
        assertThat(text("usage/calls-2026-01.csv").lines())
                .as("its last moment, and not the next month's first")
                .hasSize(2);
        assertThat(text("README.html")).contains("· 2026-01");
    }

    @Test
    void theFirstPageIsInThePersonsLanguageAndNeedsNothingFromElsewhere() {
        assertThat(text("README.html"))
                .startsWith("<!doctype html>")
                .contains("lang=\"zh-CN\"", "您在 OminiGate 的数据", person.email(), "usage/calls-" + MONTH + ".csv")
                .doesNotContain("<script", "http://", "src=")
                .doesNotContainPattern("href=\"https?:");
        assertThat(text("about/processing.html")).contains("保留期限").doesNotContain("<script");
    }

    @Test
    void everyFileHasWordsInBothLanguages() {
        for (PersonalRecords feature :
                ominigate.application().context().getBean(Holdings.class).all()) {
            for (PersonalTable table : feature.tables()) {
                assertThat(Words.in(Locale.ENGLISH).has("file." + table.file()))
                        .as("add file.%s to privacy/package_en.properties and package_zh_CN.properties", table.file())
                        .isTrue();
                assertThat(Words.in(Locale.CHINESE).has("file." + table.file()))
                        .as("add file.%s to privacy/package_zh_CN.properties", table.file())
                        .isTrue();
            }
        }
    }

    @Test
    void aLargePackageIsCutIntoFilesThatEachOpenByThemselves() throws Exception {
        List<ByteArrayOutputStream> zips = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Holdings holdings = ominigate.application().context().getBean(Holdings.class);
        List<PackageWriter.Written> written;
        try (Connection connection = ominigate.database().dataSource().getConnection()) {
            connection.setAutoCommit(false);
            PackageWriter.Parts parts = part -> {
                assertThat(part).isEqualTo(zips.size() + 1);
                zips.add(new ByteArrayOutputStream());
                return zips.getLast();
            };
            try (PackageWriter writer = new PackageWriter(parts, "a-passphrase".toCharArray(), 4_000)) {
                for (PersonalRecords feature : holdings.all()) {
                    for (PersonalTable table : feature.tables()) {
                        for (PersonalTable part : holdings.parts(connection, table, person.subject())) {
                            writer.table(connection, holdings, part, person.subject());
                        }
                    }
                }
                written = writer.written();
                assertThat(writer.parts()).isEqualTo(zips.size());
            }
        }
        for (int part = 1; part <= zips.size(); part++) {
            Path file = ominigate.folder().resolve("cut-" + part + ".zip");
            Files.write(file, zips.get(part - 1).toByteArray());
            try (ZipFile zip = new ZipFile(file.toFile(), "a-passphrase".toCharArray())) {
                for (FileHeader header : zip.getFileHeaders()) {
                    names.add(header.getFileName() + " " + part);
                    try (InputStream in = zip.getInputStream(header)) {
                        assertThat(in.readAllBytes()).isNotNull();
                    }
                }
            }
            Files.delete(file);
        }

        assertThat(zips).hasSizeGreaterThan(2);
        assertThat(written.stream().map(PackageWriter.Written::name))
                .as("also in the midst of a table")
                .contains("usage/calls-" + MONTH + ".json", "usage/calls-" + MONTH + "-2.json");
        assertThat(written.stream()
                        .filter(file -> file.name().startsWith("usage/calls-" + MONTH)
                                && file.name().endsWith(".csv"))
                        .mapToLong(PackageWriter.Written::rows)
                        .sum())
                .isEqualTo(700);
        assertThat(names)
                .isEqualTo(written.stream()
                        .map(file -> file.name() + " " + file.part())
                        .toList());
    }

    @Test
    void everyPartOfAPackageIsFetchedByItselfAndGoesWithTheOthers() throws Exception {
        OnePerson other = OnePerson.inEveryTable(ominigate, "philippaparts", RequestType.ACCESS);
        Assignment asked = assignment(other, RequestType.ACCESS, Locale.ENGLISH);
        exports.perform(asked, ExportFulfilment.COLLECT);
        exports.perform(asked, ExportFulfilment.RELEASE);
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            try (OutputStream second = PackagePieces.write(connection, other.request(), 2)) {
                second.write("the second".getBytes(StandardCharsets.UTF_8));
            }
            statement.execute("UPDATE privacy.package SET parts = 2 WHERE request = '" + other.request() + "'");
        }
        String path = "/privacy/package/" + token(other);
        PageSweep.ofAnybody(ominigate.application().baseUrl().toString()).look(path, 200, "package");

        assertThat(ominigate.send("GET", path, "", Map.of()).response().body())
                .contains(path + "/1", path + "/2", "Fetch part 2 of 2");
        assertThat(ominigate.send("POST", path + "/2", "", Map.of()).response().body())
                .isEqualTo("the second");
        assertThat(ominigate.send("POST", path + "/3", "", Map.of()).status()).isEqualTo(404);
        assertThat(ominigate.send("POST", path + "/0", "", Map.of()).status()).isEqualTo(404);
        packages.removeOf(other.account());
        assertThat(pieces.bytes(other.request(), 1)).isZero();
        assertThat(pieces.bytes(other.request(), 2)).isZero();
    }

    @Test
    void whatIsLargeIsStoredInPiecesAndComesBackAsItWas() throws Exception {
        byte[] large = new byte[(5 << 20) / 2 + 3];
        new Random(7).nextBytes(large);
        try (Connection connection = ominigate.database().superuser()) {
            connection.setAutoCommit(false);
            try (OutputStream writing = PackagePieces.write(connection, person.request(), 9)) {
                for (int at = 0; at < large.length; at += 4_099) {
                    writing.write(large, at, Math.min(4_099, large.length - at));
                }
            }
            connection.commit();
        }

        assertThat(pieces.bytes(person.request(), 9)).isEqualTo(large.length);
        try (InputStream reading = pieces.read(person.request(), 9)) {
            assertThat(reading.readAllBytes()).isEqualTo(large);
        }
        try (InputStream gone = pieces.read(person.request(), 10)) {
            assertThat(catchThrowable(gone::readAllBytes)).isInstanceOf(IOException.class);
        }
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM privacy.package_piece WHERE part = 9");
        }
    }

    /** A node that has neither the disk nor the memory of the one that made it. */
    @Test
    void everyNodeHandsOutWhatAnotherHasMade() throws Exception {
        Map<String, Object> settings = Map.of(
                "ominigate.port", 0,
                "ominigate.data-dir", folder.resolve("other-node").toString(),
                "ominigate.database.url", ominigate.database().jdbcUrl(),
                "ominigate.database.user", ominigate.database().user(),
                "ominigate.database.password", ominigate.database().password());
        try (Application.Running other = Application.start(settings);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(URI.create(other.baseUrl() + "/privacy/package/" + token(person)))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(Files.readAllBytes(file(person)));
        }
    }

    @Test
    void whoHasTheFileWithoutThePassphraseReadsNothing() throws Exception {
        try (ZipFile zip = new ZipFile(file(person).toFile(), "wrong".toCharArray())) {
            for (FileHeader header : zip.getFileHeaders()) {
                assertThat(header.isEncrypted()).isTrue();
                assertThat(header.getAesExtraDataRecord().getAesKeyStrength().getRawCode())
                        .as("AES-256 in WinZip's terms")
                        .isEqualTo(3);
            }
            FileHeader first = zip.getFileHeaders().getFirst();
            assertThat(catchThrowable(() -> {
                        try (InputStream in = zip.getInputStream(first)) {
                            in.readAllBytes();
                        }
                    }))
                    .isInstanceOf(ZipException.class);
        }
        assertThat(new String(Files.readAllBytes(file(person)), StandardCharsets.ISO_8859_1))
                .doesNotContain(person.name());
    }

    @Test
    void portabilityGivesWhatThePersonGaveUsAndNotWhatWeMadeOfIt() throws Exception {
        OnePerson other = OnePerson.inEveryTable(ominigate, "ottolineport", RequestType.PORTABILITY);
        Assignment asked = assignment(other, RequestType.PORTABILITY, Locale.ENGLISH);
        exports.perform(asked, ExportFulfilment.COLLECT);
        exports.perform(asked, ExportFulfilment.RELEASE);

        Map<String, byte[]> taken = unzipped(other);

        assertThat(taken)
                .containsKeys("account/profile.json", "usage/calls-" + MONTH + ".csv", "privacy/messages.json");
        assertThat(taken.keySet()).noneMatch(name -> name.startsWith("abuse/") || name.equals("privacy/handling.json"));
        assertThat(new String(taken.get("README.html"), StandardCharsets.UTF_8)).contains("Your data at OminiGate");
    }

    @Test
    void whatFailsHalfWayLeavesNothingAndWhatIsDoneIsNotDoneTwice() throws Exception {
        OnePerson other = OnePerson.inEveryTable(ominigate, "killedhalfway", RequestType.ACCESS);
        Assignment asked = assignment(other, RequestType.ACCESS, Locale.ENGLISH);
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE FUNCTION privacy.fail() RETURNS TRIGGER LANGUAGE plpgsql AS
                        $$ BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = '57014'; END $$;
                    CREATE TRIGGER fail BEFORE INSERT ON privacy.package FOR EACH ROW EXECUTE FUNCTION privacy.fail()
                    """);
            assertThat(catchThrowable(() -> exports.perform(asked, ExportFulfilment.COLLECT)))
                    .isInstanceOf(SQLException.class);
            statement.execute("DROP TRIGGER fail ON privacy.package; DROP FUNCTION privacy.fail()");
        }
        assertThat(pieces.bytes(other.request(), 1)).isZero();

        LegOutcome first = exports.perform(asked, ExportFulfilment.COLLECT);
        LegOutcome again = exports.perform(asked, ExportFulfilment.COLLECT);
        exports.perform(asked, ExportFulfilment.RELEASE);
        String token = token(other);
        exports.perform(asked, ExportFulfilment.RELEASE);

        assertThat(again).isEqualTo(first);
        assertThat(unzipped(other)).containsKey("README.html");
        assertThat(token(other)).as("one letter, one link").isEqualTo(token);
    }

    @Test
    void aLinkIsLookedAtFreelyAndFetchedFiveTimesHoweverManyAskAtOnce() throws Exception {
        OnePerson other = OnePerson.inEveryTable(ominigate, "fetchedbymany", RequestType.ACCESS);
        Assignment asked = assignment(other, RequestType.ACCESS, Locale.ENGLISH);
        exports.perform(asked, ExportFulfilment.COLLECT);
        exports.perform(asked, ExportFulfilment.RELEASE);
        String token = token(other);

        Answer page = ominigate.send("GET", "/privacy/package/" + token, "", Map.of("Accept-Language", "zh-CN"));
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.response().body()).contains("您的数据已准备好").doesNotContain(other.name(), "<script");
        assertThat(page.response()
                        .headers()
                        .firstValue("content-security-policy")
                        .orElse(""))
                .contains("default-src 'self'");
        assertThat(page.response().headers().firstValue("set-cookie")).isEmpty();

        List<Integer> answers = new ArrayList<>();
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> downloads = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                downloads.add(() -> packages.download(token, null) != null);
            }
            for (var each : many.invokeAll(downloads)) {
                answers.add(each.get() ? 200 : 404);
            }
        }
        assertThat(answers.stream().filter(status -> status == 200)).hasSize(5);
        assertThat(ominigate
                        .send("POST", "/privacy/package/" + token, "", Map.of())
                        .status())
                .isEqualTo(404);
        assertThat(audited("package.download", other)).isEqualTo(5);
    }

    private static long audited(String action, OnePerson person) throws Exception {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM audit.entry WHERE action = '%s' AND subject = 'request:%s'"
                                .formatted(action, person.request()))) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void theFileIsHandedOutAsItIs() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(
                                    URI.create(ominigate.application().baseUrl() + "/privacy/package/" + token(person)))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-disposition").orElse(""))
                    .contains("personal-data.zip");
            assertThat(answer.body()).isEqualTo(Files.readAllBytes(file(person)));
        }
    }

    @Test
    void whatIsExpiredRevokedGuessedOrGoneIsToldInTheSameWords() throws Exception {
        OnePerson other = OnePerson.inEveryTable(ominigate, "revokedlater", RequestType.ACCESS);
        Assignment asked = assignment(other, RequestType.ACCESS, Locale.ENGLISH);
        exports.perform(asked, ExportFulfilment.COLLECT);
        exports.perform(asked, ExportFulfilment.RELEASE);
        String token = token(other);
        String guessed = ominigate
                .send("GET", "/privacy/package/" + "A".repeat(43), "", Map.of())
                .response()
                .body();
        try (Connection connection = ominigate.database().dataSource().getConnection()) {
            assertThat(packages.revoke(connection, other.request())).isTrue();
            assertThat(packages.revoke(connection, other.request())).isFalse();
        }
        Answer revoked = ominigate.send("GET", "/privacy/package/" + token, "", Map.of());
        packages.removeRevoked();
        Answer gone = ominigate.send("GET", "/privacy/package/" + token, "", Map.of());

        assertThat(revoked.status()).isEqualTo(404);
        assertThat(revoked.response().body()).isEqualTo(guessed);
        assertThat(gone.response().body()).isEqualTo(guessed);
        assertThat(pieces.bytes(other.request(), 1)).isZero();
        assertThat(pieces.bytes(person.request(), 1)).as("of somebody else").isPositive();
    }

    @Test
    void whoAsksForThePageTooOftenWaits() {
        PageVisits visits = new PageVisits();
        byte[] address = {10, 0, 0, 1};
        for (int i = 0; i < PageVisits.AT_ONCE; i++) {
            assertThat(visits.admit(address, 0)).isTrue();
        }
        assertThat(visits.admit(address, 0)).isFalse();
        assertThat(visits.admit(new byte[] {10, 0, 0, 2}, 0)).isTrue();
        assertThat(visits.admit(address, 3_000_000_000L)).isTrue();
    }
}
