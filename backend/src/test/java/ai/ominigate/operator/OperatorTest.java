package ai.ominigate.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.FreePort;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.accounts.ApiKey;
import ai.ominigate.accounts.KeyDirectory;
import ai.ominigate.accounts.KeyLimits;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern SECRET = Pattern.compile("og-[A-Za-z0-9_-]{43}");

    private static RunningOminiGate ominigate;

    /** Without a token of its settings, so that it makes one in its data folder. */
    @BeforeAll
    static void start() throws IOException {
        ominigate = RunningOminiGate.with(Map.of("ominigate.operator-token", ""));
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    private record Outcome(int code, String out, String err) {
        JsonNode json() throws IOException {
            return JSON.readTree(out);
        }
    }

    @Test
    void theTokenIsMadeAtTheFirstStartForItsOwnerOnly() throws IOException {
        Path file = ominigate.folder().resolve("operator-token");
        assertThat(Files.readString(file)).matches("op-[A-Za-z0-9_-]{43}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void anAccountIsMadeAndShown() throws IOException {
        Outcome created = run("account", "create", "--name", "Ada Lovelace");
        assertThat(created.code()).isZero();
        assertThat(created.err()).isEmpty();
        assertThat(created.out()).startsWith("Account created.\n\n  id ").contains("  name     A••• L•••\n");
        Matcher id = Pattern.compile("  id       (\\S+)\n").matcher(created.out());
        assertThat(id.find()).isTrue();
        Outcome shown = run("account", "show", "--account", id.group(1));
        assertThat(shown.out()).startsWith("Account A••• L•••\n\n").contains("  status   active\n", "balance  $0.00");
    }

    @Test
    void aKeyIsMadeListedAndRevoked() throws IOException {
        String account = account();
        Outcome created = run(
                "key",
                "create",
                "--account",
                account,
                "--name",
                "laptop",
                "--expires",
                "2099-01-31",
                "--model",
                "gpt-4.1",
                "--model",
                "openai/gpt-4o",
                "--network",
                "203.0.113.0/24",
                "--spend-per-day",
                "5",
                "--spend-total",
                "100.50",
                "--requests-per-minute",
                "60",
                "--concurrency",
                "2");
        assertThat(created.err()).isEmpty();
        assertThat(created.code()).isZero();
        assertThat(created.out())
                .startsWith("Key created. Its secret is shown this once; keep it safe:\n\n  og-")
                .contains("  expires      2099-01-31T00:00:00Z\n")
                .contains("  models       gpt-4.1, openai/gpt-4o\n")
                .contains("  limits       $5.00 a day, $100.50 in total, 60 requests a minute, 2 calls at a time\n");
        Matcher secret = SECRET.matcher(created.out());
        assertThat(secret.find()).isTrue();
        KeyDirectory directory = ominigate.application().context().getBean(KeyDirectory.class);
        ApiKey key = Await.value("known", () -> directory.find(secret.group()), found -> found != null);
        assertThat(key.models()).isEqualTo(Set.of("gpt-4.1", "openai/gpt-4o"));
        assertThat(key.expiresAt()).isEqualTo(Instant.parse("2099-01-31T00:00:00Z"));
        assertThat(key.limits()).isEqualTo(new KeyLimits(5_000_000_000L, null, 100_500_000_000L, 60, null, 2));

        Outcome listed = run("key", "list", "--account", account);
        assertThat(listed.out()).contains(key.id().toString()).doesNotContain(secret.group());

        Outcome revoked =
                run("key", "revoke", "--account", account, "--key", key.id().toString());
        assertThat(revoked.out()).isEqualTo("Key revoked.\n");
        Await.until("gone", () -> directory.find(secret.group()) == null);
    }

    @Test
    void creditIsGrantedOnceForAnIdempotencyKey() throws IOException {
        String account = account();
        String[] grant = {
            "credit",
            "grant",
            "--account",
            account,
            "--amount",
            "25.00",
            "--reason",
            "welcome",
            "--idempotency-key",
            "w-1"
        };
        assertThat(run(grant).out()).startsWith("$25.00 granted.\n\n  balance  $25.00\n");
        assertThat(run(grant).out()).startsWith("This grant was made before; nothing was changed.");
        grant[5] = "26.00";
        Outcome other = run(grant);
        assertThat(other.code()).isEqualTo(Operator.FAILED);
        assertThat(other.err())
                .isEqualTo("The idempotency key was used before for another account or amount; nothing was granted.\n");
    }

    @Test
    void theBooksAgree() throws IOException {
        Outcome verified = run("ledger", "verify");
        assertThat(verified.code()).isZero();
        assertThat(verified.out()).startsWith("The books agree.\n\n  accounts  ");
    }

    @Test
    void theAuditLogIsWhatWasWritten() throws IOException {
        account();
        Outcome verified = run("audit", "verify");
        assertThat(verified.err()).isEmpty();
        assertThat(verified.code()).isZero();
        assertThat(verified.out()).startsWith("The audit log is what was written.\n\n  entries ");
        assertThat(run("audit", "verify", "--json").json().path("entries").asLong())
                .isPositive();
    }

    @Test
    void anExportedAuditLogIsVerifiedAndTheEntryOfAFlippedByteNamed(@TempDir Path folder) throws Exception {
        account();
        account();
        account();
        Path bundle = folder.resolve("log.zip");
        Outcome exported = run("audit", "export", "--out", bundle.toString());
        assertThat(exported).isEqualTo(new Outcome(0, "Written to " + bundle + ".\n", ""));
        assertThat(run("audit", "export", "--out", bundle.toString()).err())
                .isEqualTo("There is a file " + bundle + " already; name another.\n");

        Outcome whole = run("audit", "verify-bundle", "--key", logKey(), bundle.toString());
        assertThat(whole.err()).isEmpty();
        assertThat(whole.code()).isZero();
        assertThat(whole.out()).startsWith("The bundle is what was written.\n\n  log ");

        Path flipped = withByteFlippedInEntry(2, bundle, folder.resolve("flipped.zip"));
        Outcome found = run("audit", "verify-bundle", "--key", logKey(), flipped.toString());
        assertThat(found.code()).isEqualTo(Operator.FAILED);
        assertThat(found.out())
                .startsWith("The bundle is not what was written:\n")
                .containsPattern("\n  first bad +2\n");
    }

    /** As an auditor was given it. */
    private static String logKey() throws IOException, InterruptedException {
        String token =
                Files.readString(ominigate.folder().resolve("operator-token")).strip();
        return ominigate
                .send("GET", "/admin/v1/audit/checkpoint", "", Map.of("Authorization", "Bearer " + token))
                .json()
                .path("keys")
                .get(0)
                .asText();
    }

    /** The same bundle but for the last digit of the time of this entry. */
    private static Path withByteFlippedInEntry(int index, Path bundle, Path copy) throws IOException {
        try (ZipFile from = new ZipFile(bundle.toFile());
                ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(copy))) {
            for (ZipEntry entry : Collections.list(from.entries())) {
                byte[] content = from.getInputStream(entry).readAllBytes();
                if (entry.getName().equals("records.jsonl")) {
                    flip(content, index);
                }
                to.putNextEntry(new ZipEntry(entry.getName()));
                to.write(content);
                to.closeEntry();
            }
        }
        return copy;
    }

    private static void flip(byte[] records, int index) {
        String text = new String(records, StandardCharsets.ISO_8859_1);
        int line = 0;
        for (int before = 1; before < index; before++) {
            line = text.indexOf('\n', line) + 1;
        }
        records[text.indexOf("Z\"", line) - 1] ^= 1;
    }

    @Test
    void programsReadJson() throws IOException {
        JsonNode account = run("account", "create", "--name", "Bob", "--json").json();
        String id = account.path("id").asText();
        assertThat(account.path("balance").path("available").asText()).isEqualTo("0.000000000");
        JsonNode key =
                run("key", "create", "--account", id, "--name", "k", "--json").json();
        assertThat(key.path("secret").asText()).matches(SECRET);
        assertThat(key.path("key").path("createdAt").asText()).endsWith("Z");
        assertThat(run("key", "list", "--account", id, "--json").json()).hasSize(1);
        assertThat(run("ledger", "verify", "--json").json().path("ok").asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "account create|Missing required option: '--name=NAME'",
                "account create --name x --colour red|Unknown options: '--colour', 'red'",
                "acount create|Unmatched arguments from index 0: 'acount', 'create'",
                "key create --account x --name x --expires tomorrow|Invalid value for option '--expires': A time looks "
                        + "like 2027-01-31 or 2027-01-31T12:00:00Z.",
                "key create --account x --name x --spend-per-day lots|Invalid value for option '--spend-per-day': An "
                        + "amount is dollars in decimals, as in 25.00.",
            })
    void aCommandThatIsNotUnderstoodSaysWhyAndHow(String command, String why) {
        Outcome outcome = run(command.split(" "));
        assertThat(outcome.code()).isEqualTo(Operator.MISUSED);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .startsWith(why)
                .containsAnyOf("Usage:", "Did you mean: java -jar ominigate.jar account");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "account show --account nobody|There is no account with the id 'nobody'.",
                "key revoke --account nobody --key x|The account has no key with the id 'x'.",
                "credit grant --account x --amount 0 --reason r|The field 'amount' is more than 0 and at most 1000000.",
            })
    void whatCannotBeDoneSaysWhy(String command, String why) {
        Outcome outcome = run(command.split(" "));
        assertThat(outcome).isEqualTo(new Outcome(Operator.FAILED, "", why + "\n"));
    }

    @Test
    void withoutOminiGateItSaysWhereItLooked() throws IOException {
        int port = FreePort.any();
        Map<String, String> environment = Map.of(
                "OMINIGATE_PORT",
                String.valueOf(port),
                "OMINIGATE_DATA_DIR",
                ominigate.folder().toString());
        assertThat(run(environment, "ledger", "verify"))
                .isEqualTo(new Outcome(
                        Operator.FAILED,
                        "",
                        "No OminiGate answers at http://localhost:" + port
                                + "; start it, or say where it is with --url or OMINIGATE_URL.\n"));
    }

    @Test
    void withoutATokenItSaysWhereItLooked(@TempDir Path empty) {
        Outcome outcome = run(environment("OMINIGATE_DATA_DIR", empty.toString()), "ledger", "verify");
        assertThat(outcome.code()).isEqualTo(Operator.FAILED);
        assertThat(outcome.err())
                .startsWith(
                        "The operator's token cannot be read from " + empty.resolve("operator-token") + "; run this");
    }

    @Test
    void aWrongTokenIsSaidToBeOne() {
        Outcome outcome = run(environment("OMINIGATE_OPERATOR_TOKEN", "wrong"), "ledger", "verify");
        assertThat(outcome.code()).isEqualTo(Operator.FAILED);
        assertThat(outcome.err())
                .contains("does not accept this operator's token")
                .doesNotContain("wrong");
    }

    @Test
    void helpNamesEveryCommand() {
        Outcome help = run("--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("starts OminiGate", "account", "key", "credit", "ledger", "OMINIGATE_URL");
        assertThat(run("key", "create", "--help").out())
                .contains("--spend-per-day=USD", "--network=CIDR", "--json", "--url=URL");
        assertThat(run("help-me").code()).isEqualTo(Operator.MISUSED);
        assertThat(run("key").err()).startsWith("Missing required subcommand").contains("create", "revoke");
    }

    @Test
    void settingsAreNoCommand() {
        assertThat(List.of(
                        Operator.isCommand(new String[] {}),
                        Operator.isCommand(new String[] {"-ominigate.port=9"}),
                        Operator.isCommand(new String[] {"account"}),
                        Operator.isCommand(new String[] {"--help"})))
                .containsExactly(false, false, true, true);
    }

    private static String account() throws IOException {
        return run("account", "create", "--name", "Ada", "--json")
                .json()
                .path("id")
                .asText();
    }

    private static Map<String, String> environment(String name, String value) {
        return Map.of("OMINIGATE_URL", ominigate.application().baseUrl().toString(), name, value);
    }

    private static Outcome run(String... args) {
        return run(environment("OMINIGATE_DATA_DIR", ominigate.folder().toString()), args);
    }

    private static Outcome run(Map<String, String> environment, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Operator.run(
                args,
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(
                code,
                out.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"),
                err.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"));
    }
}
