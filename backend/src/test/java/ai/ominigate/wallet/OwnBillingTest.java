package ai.ominigate.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.NewKey;
import ai.ominigate.billing.Charge;
import ai.ominigate.billing.Credits;
import ai.ominigate.billing.Settlement;
import ai.ominigate.customer.profile.Newcomer;
import ai.ominigate.metering.CallsOfTests;
import ai.ominigate.model.Usd;
import ai.ominigate.payment.StripeDouble;
import ai.ominigate.platform.Transaction;
import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An account's books and payments by the API: they add up, to the nano-dollar, and are nobody else's. */
class OwnBillingTest {
    private static final long DOLLAR = 1_000_000_000L;
    private static final ZoneId ZURICH = ZoneId.of("Europe/Zurich");
    private static final String FORMULA = "=HYPERLINK(\"http://evil.example\",\"Invoice\")";

    private static StripeDouble stripe;
    private static RunningOminiGate ominigate;
    private static Newcomer regular;
    private static UUID account = new UUID(0, 0);
    private static final Map<YearMonth, Long> SPENT = new TreeMap<>();

    @BeforeAll
    static void start() throws Exception {
        stripe = StripeDouble.start();
        Map<String, Object> settings = new HashMap<>(Newcomer.APART);
        settings.putAll(Map.of(
                "stripe.secret-key",
                "sk_test_of_the_tests",
                "stripe.webhook-secret",
                "whsec_of_the_tests_1234567890",
                "stripe.api-base",
                stripe.url().toString(),
                "ominigate.payment.fee-percent",
                "5.5"));
        ominigate = RunningOminiGate.with(settings);
        regular = Newcomer.signedIn(ominigate);
        account = account(regular);
        tell(regular, "苹果园科技有限公司", ZURICH);
        twoMonthsOfCalls();
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
        stripe.close();
    }

    /** Around a change of the clocks wherever this runs: some hundred calls, most of them of fractions of a cent. */
    private static void twoMonthsOfCalls() throws Exception {
        Accounts accounts = bean(Accounts.class);
        List<UUID> keys = new ArrayList<>();
        for (String name : List.of("搜索助手", FORMULA, "Nightly batch")) {
            keys.add(Objects.requireNonNull(accounts.issue(account, NewKey.named(name)))
                    .key()
                    .id());
        }
        bean(Credits.class).grant(account, 30 * DOLLAR, "books " + account, "a test");
        Random random = new Random(5);
        Instant now = Instant.now();
        CallsOfTests calls = new CallsOfTests();
        long sum = 0;
        for (int i = 0; i < 700; i++) {
            Instant at = now.minus(Duration.ofSeconds(60 + random.nextInt(62 * 24 * 3_600)));
            long cost = 1 + random.nextInt(30_000_000);
            calls.call(account, keys.get(random.nextInt(3)), i % 2 == 0 ? "demo-echo" : "gpt-5-mini", at, cost);
            SPENT.merge(YearMonth.from(at.atZone(ZURICH)), cost, Long::sum);
            sum += cost;
        }
        // After the credit was given, so that its day has calls on both sides of it.
        calls.call(account, keys.getFirst(), "demo-echo", Instant.now().plusMillis(2), 7);
        SPENT.merge(YearMonth.from(Instant.now().atZone(ZURICH)), 7L, Long::sum);
        sum += 7;
        calls.store(ominigate.database());
        long all = sum;
        Transaction.run(ominigate.database().dataSource(), transaction -> {
            bean(Settlement.class)
                    .post(transaction, UUID.randomUUID(), List.of(new Charge(account, UUID.randomUUID(), all)));
            return true;
        });
    }

    @Test
    void statementsAddUpToUsageAndToTheLedger() throws Exception {
        JsonNode balance = regular.get("/balance").json();
        long opening = 0;
        for (Map.Entry<YearMonth, Long> month : SPENT.entrySet()) {
            JsonNode statement =
                    regular.get("/billing/statements/" + month.getKey()).json();

            assertThat(statement.path("timeZone").asText()).isEqualTo("Europe/Zurich");
            assertThat(nanos(statement, "opening")).isEqualTo(opening);
            assertThat(nanos(statement, "used")).isEqualTo(month.getValue());
            assertThat(sum(statement.path("usage"), "cost")).isEqualTo(month.getValue());
            assertThat(sum(statement.path("movements"), "amount")).isEqualTo(nanos(statement, "closing") - opening);
            assertThat(used(month.getKey())).isEqualTo(month.getValue());
            opening = nanos(statement, "closing");
        }
        assertThat(opening).isEqualTo(nanos(balance, "balance") - nanos(balance, "owed"));
        assertThat(SPENT.values().stream().mapToLong(spent -> spent).sum()).isEqualTo(nanos(balance, "used"));
    }

    /** What the usage of these days says. */
    private static long used(YearMonth month) throws Exception {
        return sum(
                regular.get("/usage/days?from=%s&to=%s&timeZone=Europe/Zurich"
                                .formatted(month.atDay(1), month.atEndOfMonth()))
                        .json()
                        .path("items"),
                "cost");
    }

    @Test
    void theBalanceAfterEachMovementIsTheOneBeforeAndTheMovement() throws Exception {
        List<JsonNode> movements = all("/billing/movements?limit=7");

        for (int i = 0; i + 1 < movements.size(); i++) {
            assertThat(nanos(movements.get(i), "balanceAfter"))
                    .isEqualTo(nanos(movements.get(i + 1), "balanceAfter") + nanos(movements.get(i), "amount"));
        }
        assertThat(nanos(movements.getLast(), "balanceAfter")).isEqualTo(nanos(movements.getLast(), "amount"));
        assertThat(movements).hasSizeGreaterThan(55).doesNotHaveDuplicates();
        assertThat(movements.stream().map(each -> each.path("at").asText()).toList())
                .isSortedAccordingTo((one, other) -> Instant.parse(other).compareTo(Instant.parse(one)));
    }

    @Test
    void movementsAreOfAMonthAndOfAKind() throws Exception {
        YearMonth first = SPENT.keySet().iterator().next();

        assertThat(all("/billing/movements?kind=CREDIT"))
                .singleElement()
                .satisfies(credit -> assertThat(nanos(credit, "amount")).isEqualTo(30 * DOLLAR));
        assertThat(all("/billing/movements?kind=CALLS&month=" + first))
                .hasSizeLessThanOrEqualTo(first.lengthOfMonth())
                .allSatisfy(calls -> assertThat(YearMonth.from(
                                Instant.parse(calls.path("since").asText()).atZone(ZURICH)))
                        .isEqualTo(first));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/billing/movements?month=November",
                "/billing/movements?kind=LUCK",
                "/billing/movements?timeZone=Mars/Olympus",
                "/billing/movements?cursor=x",
                "/billing/statements/2026-13",
                "/billing/statements/2026-11/pdf?language=tlh",
                "/top-ups/quote?amount=ten",
            })
    void whatCannotBeReadIsRefused(String path) throws Exception {
        assertThat(regular.get(path).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2019-01", "2999-01"})
    void thereIsNoStatementOfAMonthThatTheAccountHasNot(String month) throws Exception {
        assertThat(regular.get("/billing/statements/" + month).status()).isEqualTo(404);
        assertThat(regular.get("/billing/statements/" + month + "/pdf").status())
                .isEqualTo(404);
    }

    @Test
    void aStatementAsCsvHasTheSameAmountsAndNoFormula() throws Exception {
        YearMonth month = YearMonth.now(ZURICH);
        JsonNode statement = regular.get("/billing/statements/" + month).json();

        Answer file = regular.get("/billing/statements/" + month + "/csv");

        String csv = file.response().body();
        assertThat(file.response().headers().firstValue("content-disposition").orElseThrow())
                .contains("ominigate-statement-" + month + ".csv");
        assertThat(csv).startsWith("\uFEFFRow,From,Until,").contains("\"'=HYPERLINK(", "搜索助手");
        assertThat(csv.lines().filter(line -> line.startsWith("closing,")).toList())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .endsWith("," + statement.path("closing").asText()));
        List<String> amounts = csv.lines()
                .filter(line -> line.startsWith("movement,"))
                .map(line -> line.split(",")[8])
                .toList();
        assertThat(amounts)
                .isEqualTo(StreamSupport.stream(statement.path("movements").spliterator(), false)
                        .map(movement -> movement.path("amount").asText())
                        .toList());
        assertThat(csv).doesNotContainPattern("(?m)(^|,)\"?[=+@]");
    }

    @ParameterizedTest
    @CsvSource({"en, Balance now, Statement for", "zh-CN, 当前余额, 对账单"})
    void aStatementAsPdfSaysTheSameInTheReadersLanguage(String language, String balance, String title)
            throws Exception {
        YearMonth month = YearMonth.now(ZURICH);
        JsonNode statement = regular.get("/billing/statements/" + month).json();

        byte[] file = pdf(regular, month, language);

        try (PDDocument document = Loader.loadPDF(file)) {
            String text = new PDFTextStripper().getText(document);
            assertThat(text)
                    .contains(title, "苹果园科技有限公司", "搜索助手", "HYPERLINK", "demo-echo", account.toString())
                    .contains(balance + " " + StatementWords.money(nanos(statement, "closing")))
                    .contains(StatementWords.money(nanos(statement, "used")));
            statement
                    .path("movements")
                    .forEach(movement -> assertThat(text)
                            .contains(
                                    StatementWords.money(nanos(movement, "amount")),
                                    StatementWords.money(nanos(movement, "balanceAfter"))));
            isDrawn(document, "苹果园科技有限公司");
            keep(document, "statement_" + language);
        }
    }

    /** A file may have the right text and draw nothing of it. */
    private static void isDrawn(PDDocument document, String letters) throws IOException {
        BufferedImage page = new PDFRenderer(document).renderImage(0);
        List<TextPosition> places = new ArrayList<>();
        PDFTextStripper stripper = new PDFTextStripper() {
            @Override
            protected void processTextPosition(TextPosition text) {
                if (letters.contains(text.getUnicode())) {
                    places.add(text);
                }
                super.processTextPosition(text);
            }
        };
        stripper.setEndPage(1);
        stripper.getText(document);
        assertThat(places).hasSizeGreaterThanOrEqualTo(letters.length());
        for (TextPosition place : places) {
            Raster box = page.getData(new Rectangle(
                    (int) place.getX(),
                    (int) (place.getY() - place.getFontSizeInPt()),
                    (int) place.getWidth() + 1,
                    (int) place.getFontSizeInPt() + 1));
            assertThat(IntStream.of(box.getSamples(
                                    box.getMinX(), box.getMinY(), box.getWidth(), box.getHeight(), 0, (int[]) null))
                            .filter(red -> red < 160)
                            .count())
                    .as("ink of %s", place.getUnicode())
                    .isGreaterThan(2);
        }
    }

    /** To be looked at. */
    private static void keep(PDDocument document, String name) throws IOException {
        if (Boolean.getBoolean("screenshots")) {
            Path folder = Files.createDirectories(Path.of("target", "screenshots"));
            for (int page = 0; page < document.getNumberOfPages(); page++) {
                ImageIO.write(
                        new PDFRenderer(document).renderImageWithDPI(page, 110),
                        "png",
                        folder.resolve(name + "_" + (page + 1) + ".png").toFile());
            }
        }
    }

    private static byte[] pdf(Newcomer who, YearMonth month, String language) throws Exception {
        AccountStatement statement = Objects.requireNonNull(bean(Books.class)
                .statement(account(who), month, bean(Books.class).zone(account(who))));
        Answer answer = who.get("/billing/statements/" + month + "/pdf?language=" + language);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().headers().firstValue("content-type")).contains("application/pdf");
        assertThat(answer.response().body()).startsWith("%PDF-");
        return StatementPdf.of(statement, Locale.forLanguageTag(language));
    }

    @Test
    void statementsSpeakAllTheirLanguages() {
        assertThat(StatementWords.in(Locale.SIMPLIFIED_CHINESE).keys())
                .isEqualTo(StatementWords.in(Locale.ENGLISH).keys());
    }

    /** Payments alone make no demo. */
    @ParameterizedTest
    @ValueSource(strings = {"/demo/checkout/cs_test_1", "/demo/cards", "/demo/receipt"})
    void whereStripeIsPaidThereIsNothingOfTheDemo(String path) throws Exception {
        String open = begun(regular, "10").path("payment").path("id").asText();

        assertThat(ominigate.send("GET", path, "", Map.of()).status()).isEqualTo(404);
        assertThat(ominigate
                        .sendForm("/demo/checkout/" + sessionOf(open), "card=works", Map.of())
                        .status())
                .isEqualTo(404);
        assertThat(regular.get("/top-ups/" + open).json().path("state").asText())
                .isEqualTo("OPEN");
    }

    @Test
    void nobodyGetsTheBooksOfOthers() throws Exception {
        Newcomer other = Newcomer.signedIn(ominigate);
        UUID mine =
                UUID.fromString(begun(regular, "10").path("payment").path("id").asText());

        assertThat(other.get("/top-ups/" + mine).status()).isEqualTo(404);
        assertThat(other.get("/payments/" + mine + "/receipt").status()).isEqualTo(404);
        assertThat(other.get("/payments").json().path("items")).isEmpty();
        assertThat(other.get("/billing/movements").json().path("items")).isEmpty();
        assertThat(nanos(
                        other.get("/billing/statements/" + YearMonth.now(ZoneId.of("UTC")))
                                .json(),
                        "used"))
                .isZero();
        assertThat(ominigate
                        .send("GET", "/api/v1/billing/movements", "", Map.of())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void whoeverDevelopsSeesNoMoney() throws Exception {
        Newcomer developer = regular.inviting("DEVELOPER");
        developer.post("/session", developer.credentials());

        assertThat(developer.get("/billing/movements").status()).isEqualTo(403);
        assertThat(developer.get("/payments").status()).isEqualTo(403);
        assertThat(developer.post("/top-ups", Map.of("amount", "10")).status()).isEqualTo(403);
    }

    @Test
    void aTopUpIsQuotedBegunPaidAndCreditedWithItsFeeBeside() throws Exception {
        Newcomer payer = Newcomer.signedIn(ominigate);
        JsonNode quote = payer.get("/top-ups/quote?amount=25").json();
        assertThat(quote.path("fee").asText()).isEqualTo("1.380000000");
        assertThat(quote.path("total").asText()).isEqualTo("26.380000000");

        JsonNode begun = begun(payer, "25");
        assertThat(begun.path("checkout").asText()).startsWith("https://checkout.stripe.example/");
        String id = begun.path("payment").path("id").asText();
        stripe.pay(sessionOf(id));

        JsonNode paid = payer.get("/top-ups/" + id).json();
        assertThat(paid.path("state").asText()).isEqualTo("PAID");
        assertThat(nanos(payer.get("/balance").json(), "balance")).isEqualTo(25 * DOLLAR);
        assertThat(payer.get("/billing/movements").json().path("items"))
                .singleElement()
                .satisfies(movement -> {
                    assertThat(movement.path("kind").asText()).isEqualTo("TOP_UP");
                    assertThat(movement.path("payment").asText()).isEqualTo(id);
                });
        assertThat(payer.get("/payments/" + id + "/receipt").json().path("url").asText())
                .startsWith("https://pay.stripe.example/receipts/");
        assertThat(payer.post("/payments/cards", Map.of()).json().path("url").asText())
                .startsWith("https://billing.stripe.example/");
        assertThat(payer.get("/billing/credits")
                        .json()
                        .path("items")
                        .path(0)
                        .path("paid")
                        .asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "4.99,  USD, amount_out_of_bounds",
        "5001,  USD, amount_out_of_bounds",
        "25.001,USD, amount_not_in_cents",
        "25,    EUR, currency_not_sold",
        "25,    BTC, currency_not_sold",
    })
    void whatIsNotSoldIsRefusedClearly(String amount, String currency, String code) throws Exception {
        Answer refused = regular.post("/top-ups", Map.of("amount", amount, "currency", currency));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("code").asText()).isEqualTo(code);
    }

    @Test
    void anAccountTopsItselfUpOnlyAfterItPaidAndSaidSo() throws Exception {
        Newcomer payer = Newcomer.signedIn(ominigate);
        String wish = "{\"enabled\":true,\"threshold\":\"5\",\"amount\":\"20\",\"perMonth\":\"100\"}";
        assertThat(payer.get("/automatic-top-up").json().path("enabled").asBoolean())
                .isFalse();
        assertThat(put(payer, wish).json().path("code").asText()).isEqualTo("never_paid");
        String id = begun(payer, "10").path("payment").path("id").asText();
        stripe.pay(sessionOf(id));
        payer.get("/top-ups/" + id);

        Answer said = put(payer, wish);

        assertThat(said.status()).isEqualTo(200);
        assertThat(payer.get("/automatic-top-up").json().path("threshold").asText())
                .isEqualTo("5.000000000");
        assertThat(put(payer, wish.replace("100", "10")).json().path("code").asText())
                .isEqualTo("automatic_bounds");
    }

    private static Answer put(Newcomer who, String wish) throws Exception {
        return ominigate.send(
                "PUT",
                "/api/v1/automatic-top-up",
                wish,
                Map.of("Cookie", "session=" + who.cookie(), "Sec-Fetch-Site", "same-origin"));
    }

    private static JsonNode begun(Newcomer who, String amount) throws Exception {
        Answer begun = who.post("/top-ups", Map.of("amount", amount));
        assertThat(begun.status()).as(begun.response().body()).isEqualTo(201);
        return begun.json();
    }

    private static String sessionOf(String topUp) {
        return stripe.all("cs_", "client_reference_id", topUp)
                .getFirst()
                .path("id")
                .asText();
    }

    /** Every item of a list, part by part. */
    private static List<JsonNode> all(String path) throws Exception {
        List<JsonNode> items = new ArrayList<>();
        JsonNode part = regular.get(path).json();
        part.path("items").forEach(items::add);
        while (part.hasNonNull("next")) {
            part = regular.get(path + (path.contains("?") ? "&" : "?") + "cursor="
                            + part.path("next").asText())
                    .json();
            part.path("items").forEach(items::add);
        }
        return items;
    }

    private static long nanos(JsonNode of, String field) {
        return Usd.parse(of.path(field).asText()).nanos();
    }

    private static long sum(JsonNode items, String field) {
        return StreamSupport.stream(items.spliterator(), false)
                .mapToLong(item -> nanos(item, field))
                .sum();
    }

    private static <T> T bean(Class<T> type) {
        return ominigate.application().context().getBean(type);
    }

    private static UUID account(Newcomer who) throws Exception {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT account FROM customer.member WHERE email = ?")) {
            select.setString(1, who.email());
            try (var row = select.executeQuery()) {
                row.next();
                return row.getObject(1, UUID.class);
            }
        }
    }

    private static void tell(Newcomer who, String company, ZoneId zone) throws Exception {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE customer.member SET company = ?, time_zone = ? WHERE email = ?")) {
            update.setString(1, company);
            update.setString(2, zone.getId());
            update.setString(3, who.email());
            update.executeUpdate();
        }
    }
}
