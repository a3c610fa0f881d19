package ai.ominigate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.billing.Balances;
import ai.ominigate.customer.identity.Bar;
import ai.ominigate.customer.identity.Member;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.customer.identity.PasswordTurns;
import ai.ominigate.customer.profile.Newcomer;
import ai.ominigate.model.own.MemberRole;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.Transaction;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of an account's money, in the demo, where a stand-in plays Stripe: from a form to credit that can be spent. */
class BillingPagesTest {
    private static RunningOminiGate ominigate;
    private static Newcomer payer;
    private static String paid = "";

    @BeforeAll
    static void start() throws Exception {
        Map<String, Object> settings = new HashMap<>(Newcomer.APART);
        settings.put("ominigate.demo", true);
        settings.put("ominigate.payment.fee-percent", "5.5");
        settings.put("ominigate.payment.credit-life", "365d");
        settings.put("ominigate.payment.first-look-after", "1s");
        ominigate = RunningOminiGate.with(settings);
        payer = newcomer(MemberRole.OWNER);
        paid = begun(payer, "25");
        payer.submit(checkoutOf(payer, paid), "card=works");
        payer.open(paid);
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/billing,                            200, billing",
        "/billing?kind=dispute,               200, billing-unfound",
        "/billing?month=November,             400, billing-refused",
        "/billing?done=automatic-on,          200, billing-done",
        "/billing/top-up?amount=25,           200, billing-review",
        "/billing/top-up?amount=1,            422, billing-too-little",
        "/billing/top-ups/00000000-0000-7000-8000-000000000000, 404, billing-top-up-missing",
        "/demo/cards,                         200, demo-cards",
        "/demo/receipt,                       200, demo-receipt",
    })
    void isSound(String path, int status, String name) {
        PageSweep.signedIn(baseUrl(), cookie(payer)).look(path, status, name);
    }

    @Test
    void isSoundWhereATopUpIsPaidAndWhereOneWaits() throws Exception {
        String open = begun(payer, "10");

        PageSweep sweep = PageSweep.signedIn(baseUrl(), cookie(payer));
        sweep.look(paid, 200, "billing-paid");
        sweep.look(open, 200, "billing-open");
        sweep.look(checkoutOf(payer, open), 200, "demo-checkout");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aVisitorGoesFromTheFormToCreditWithScriptAndWithout(boolean script) throws Exception {
        Newcomer visitor = newcomer(MemberRole.OWNER);
        try (BrowserContext context = Chromium.browser()
                        .newContext(
                                new Browser.NewContextOptions().setLocale("en").setJavaScriptEnabled(script));
                Page page = context.newPage()) {
            context.addCookies(List.of(
                    new Cookie("session", cookie(visitor)).setUrl(baseUrl()).setHttpOnly(true)));
            page.navigate(baseUrl() + "/billing");
            page.fill("#amount", "25");
            page.click("#top-up button[type=submit]");
            assertThat(page.textContent("#fee")).isEqualTo("$1.38");
            assertThat(page.textContent("#total")).isEqualTo("$26.38");
            page.click("main button[type=submit]");
            page.waitForURL("**/demo/checkout/**");
            assertThat(page.textContent("main")).contains("This is not Stripe.", "$26.38");
            page.check("input[value=declined]");
            page.click("main button[type=submit]");
            assertThat(page.textContent("[role=alert]")).contains("declined");
            page.check("input[value=works]");
            page.click("main button[type=submit]");
            page.waitForURL("**/billing/top-ups/**");
            assertThat(page.textContent("h1")).isEqualTo("Your credit is there");
            page.navigate(baseUrl() + "/billing");
            assertThat(page.textContent("#available")).isEqualTo("$25.00");
            assertThat(page.textContent(".movements tbody")).contains("Top-up", "+$25.00");
            assertThat(page.textContent(".payments tbody")).contains("Paid", "$26.38");
        }
        assertThat(balance(visitor)).isEqualTo(25_000_000_000L);
    }

    @Test
    void whereACardIsRequiredEveryPageLeadsThereAndItsConfirmationEndsThat() throws Exception {
        Newcomer owner = paying("works");
        Newcomer developer = colleagueOf(owner, MemberRole.DEVELOPER);
        Colleague analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY);
        String decision = cardRequired(analyst, owner);

        for (String page : List.of("/dashboard", "/usage", "/keys", "/billing", "/billing/top-up?amount=25", "/try")) {
            Answer led = owner.open(page);
            assertThat(led.status()).as(page).isEqualTo(303);
            assertThat(led.response().headers().firstValue("location")).contains("/confirm-card");
        }
        for (String page : List.of("/settings", "/settings/privacy", "/settings/close", "/legal/privacy")) {
            assertThat(owner.open(page).status()).as("%s stays open", page).isEqualTo(200);
        }
        Answer refused = owner.post("/keys", Map.of("name", "another"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("code").asText()).isEqualTo("card_confirmation_needed");
        assertThat(owner.post("/top-ups", Map.of("amount", "25")).status()).isEqualTo(403);
        PageSweep.signedIn(baseUrl(), cookie(owner)).look("/confirm-card", 200, "confirm-card");
        PageSweep.signedIn(baseUrl(), cookie(developer)).look("/confirm-card", 200, "confirm-card-others");
        assertThat(developer.submit("/confirm-card", "").status()).isEqualTo(403);

        String checkout = cardPageOf(owner);
        assertThat(cardPageOf(owner))
                .as("the same page as long as it is required")
                .isEqualTo(checkout);
        PageSweep.signedIn(baseUrl(), cookie(owner)).look(checkout, 200, "demo-confirm");
        assertThat(owner.submit(checkout, "card=declined").status()).isEqualTo(422);
        PageSweep.signedIn(baseUrl(), cookie(owner)).look("/confirm-card?back=yes", 200, "confirm-card-not-yet");
        assertThat(owner.open("/dashboard").status()).as("still").isEqualTo(303);

        Answer back = owner.submit(checkout, "card=works");
        assertThat(back.response().headers().firstValue("location").orElseThrow())
                .endsWith("/confirm-card?back=yes");
        assertThat(owner.open("/confirm-card?back=yes").response().headers().firstValue("location"))
                .contains("/dashboard");
        Await.until("it goes on", () -> owner.open("/dashboard").status() == 200);
        assertThat(developer.open("/keys").status()).isEqualTo(200);
        JsonNode ended =
                analyst.send("GET", "/admin/v1/abuse/decisions/" + decision, "").json();
        assertThat(ended.path("state").asText()).isEqualTo("ENDED");
        assertThat(ended.path("end").asText()).isEqualTo("STEP_TAKEN");
        assertThat(ended.has("graceUntil"))
                .as("a card confirmed excuses nothing that is seen later")
                .isFalse();
    }

    private static String cardRequired(Colleague analyst, Newcomer who) throws Exception {
        Answer decided = analyst.send(
                "POST",
                "/admin/v1/abuse/decisions",
                "{\"action\":\"REQUIRE_STEP\",\"step\":\"CONFIRM_CARD\",\"entity\":\"account:"
                        + member(who).account() + "\",\"category\":\"PAYMENT_FRAUD\",\"reason\":\"a test\"}");
        assertThat(decided.status()).as(decided.response().body()).isEqualTo(201);
        assertThat(decided.json().path("step").asText()).isEqualTo("CONFIRM_CARD");
        Await.until(
                "acted on", () -> bean(Bar.class).mustConfirmCard(member(who).account()));
        return decided.json().path("id").asText();
    }

    /** The path of the page where it is done, as one is led there. */
    private static String cardPageOf(Newcomer who) throws Exception {
        Answer way = who.submit("/confirm-card", "");
        assertThat(way.status()).isEqualTo(200);
        return way.response().headers().firstValue("refresh").orElseThrow().replaceFirst("0; url=" + baseUrl(), "");
    }

    private static Newcomer colleagueOf(Newcomer owner, MemberRole role) throws Exception {
        Newcomer who = Newcomer.at(ominigate);
        String password = bean(PasswordTurns.class).hash(Newcomer.PASSWORD);
        UUID account = member(owner).account();
        Transaction.run(ominigate.database().dataSource(), transaction -> {
            bean(Members.class).add(transaction, account, who.email(), role, password, Locale.ENGLISH);
            return true;
        });
        assertThat(who.post("/session", who.credentials()).status()).isLessThan(300);
        return who;
    }

    private static Member member(Newcomer who) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection()) {
            return Objects.requireNonNull(bean(Members.class).named(connection, who.email()));
        }
    }

    @Test
    void theLastMovementEndsWithTheBalanceAndPaymentsHaveTheirReceipts() throws Exception {
        Document page = payer.page("/billing");

        assertThat(page.select(".movements tbody tr:first-child td:last-child data")
                        .attr("value"))
                .isEqualTo("25.000000000");
        assertThat(page.select("#balance").text()).isEqualTo("$25.00");
        assertThat(page.expectFirst(".figure:last-child").text()).contains("$25.00", "if it is not used by then");
        Answer receipt = payer.open(page.select(".payments a[href$=receipt]").attr("href"));
        assertThat(receipt.status()).isEqualTo(303);
        assertThat(receipt.response().headers().firstValue("location")).contains(baseUrl() + "/demo/receipt");
        assertThat(payer.open("/billing/cards").response().headers().firstValue("location"))
                .contains(baseUrl() + "/demo/cards");
    }

    @ParameterizedTest
    @CsvSource({"pdf, application/pdf", "csv, text/csv; charset=utf-8"})
    void aStatementIsAFile(String format, String type) throws Exception {
        Answer file = payer.open("/billing/statements/" + YearMonth.now(ZoneOffset.UTC) + "/" + format);

        assertThat(file.status()).isEqualTo(200);
        assertThat(file.response().headers().firstValue("content-type")).contains(type);
        assertThat(file.response().headers().firstValue("content-disposition").orElseThrow())
                .endsWith("." + format + "\"");
        assertThat(payer.open("/billing/statements/2019-01/" + format).status()).isEqualTo(404);
        assertThat(payer.open("/billing/statements/2019-01/docx").status()).isEqualTo(404);
    }

    @Test
    void anotherCurrencyIsRefusedInTheReadersLanguage() throws Exception {
        Answer refused = payer.submit("/billing/top-ups", "amount=25&currency=EUR", Map.of("Accept-Language", "zh-CN"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(Jsoup.parse(refused.response().body()).select("[role=alert]").text())
                .contains("美元");
    }

    @Test
    void automaticTopUpsAreOffUntilSomebodySaysSo() throws Exception {
        assertThat(payer.page("/billing").select("#enabled").hasAttr("checked")).isFalse();
        Newcomer newcomer = newcomer(MemberRole.OWNER);
        assertThat(newcomer.page("/billing").select("#automatic").text()).contains("Add credit once by hand");

        Answer refused = payer.submit("/billing/automatic", "enabled=on&threshold=5&automatic-amount=20&per-month=10");

        assertThat(refused.status()).isEqualTo(422);
        Document page = Jsoup.parse(refused.response().body());
        assertThat(page.select("#automatic [role=alert]").text()).contains("at least one top-up");
        assertThat(page.select("#per-month").attr("value")).isEqualTo("10");
    }

    @Test
    void anAutomaticTopUpHappensAndOneThatNeedsItsOwnerStopsAndSaysSo() throws Exception {
        Newcomer works = paying("works");
        Newcomer asks = paying("asks_later");
        for (Newcomer who : List.of(works, asks)) {
            assertThat(who.submit("/billing/automatic", "enabled=on&threshold=50&automatic-amount=100&per-month=100")
                            .status())
                    .isEqualTo(303);
        }

        Await.until("it is topped up", () -> balance(works) == 110_000_000_000L);
        Await.until(
                "it has stopped",
                () -> asks.page("/billing")
                        .select("#automatic .note.bad")
                        .text()
                        .contains("Your bank wants you to confirm"));

        assertThat(works.page("/billing").select("#automatic .note.good").text())
                .contains("When less than $50.00 is left, $100.00 is added, at most $100.00 in a month.");
        assertThat(works.page("/billing").expectFirst(".payments tbody tr").text())
                .contains("Paid", "Automatic");
        assertThat(balance(asks)).isEqualTo(10_000_000_000L);
    }

    private static Newcomer paying(String card) throws Exception {
        Newcomer who = newcomer(MemberRole.OWNER);
        String topUp = begun(who, "10");
        who.submit(checkoutOf(who, topUp), "card=" + card);
        assertThat(who.page(topUp).select("h1").text()).isEqualTo("Your credit is there");
        return who;
    }

    @Test
    void nobodySeesOrPaysTheTopUpsOfOthers() throws Exception {
        Newcomer other = newcomer(MemberRole.OWNER);

        assertThat(other.open(paid).status()).isEqualTo(404);
        assertThat(other.open(paid + "/pay").status()).isEqualTo(404);
        assertThat(other.open(paid.replace("top-ups", "payments") + "/receipt").status())
                .isEqualTo(404);
        assertThat(other.page("/billing").select(".payments, .movements")).isEmpty();
    }

    @Test
    void whoeverDevelopsIsShownNoWayToTheMoney() throws Exception {
        Newcomer developer = newcomer(MemberRole.DEVELOPER);

        assertThat(developer.open("/billing").status()).isEqualTo(403);
        assertThat(developer.page("/keys").select(".top-links a").eachAttr("href"))
                .doesNotContain("/billing");
        assertThat(developer.submit("/billing/top-ups", "amount=25").status()).isEqualTo(403);
    }

    @Test
    void aFormFromAnotherSiteBeginsNothing() throws Exception {
        Answer refused = payer.submit("/billing/top-ups", "amount=25", Map.of("Sec-Fetch-Site", "cross-site"));

        assertThat(refused.status()).isEqualTo(403);
    }

    /** Who is signed in to an account of their own. Letters of the demo are on their way before a test could read them. */
    private static Newcomer newcomer(MemberRole role) throws Exception {
        Newcomer who = Newcomer.at(ominigate);
        String password = bean(PasswordTurns.class).hash(Newcomer.PASSWORD);
        UUID account = bean(Accounts.class).create(who.email()).id();
        Transaction.run(ominigate.database().dataSource(), transaction -> {
            bean(Members.class).add(transaction, account, who.email(), role, password, Locale.ENGLISH);
            return true;
        });
        assertThat(who.post("/session", who.credentials()).status()).isLessThan(300);
        return who;
    }

    private static <T> T bean(Class<T> type) {
        return ominigate.application().context().getBean(type);
    }

    /** The page of a top-up that was begun. */
    private static String begun(Newcomer who, String amount) throws Exception {
        Answer begun = who.submit("/billing/top-ups", "amount=" + amount);
        assertThat(begun.status()).isEqualTo(303);
        return begun.response().headers().firstValue("location").orElseThrow().replaceFirst("/pay$", "");
    }

    /** The path of the page where it is paid, as one is led there. */
    private static String checkoutOf(Newcomer who, String topUp) throws Exception {
        Answer way = who.open(topUp + "/pay");
        String led = way.response().headers().firstValue("refresh").orElseThrow();
        assertThat(Jsoup.parse(way.response().body()).select("main a.primary").attr("href"))
                .isEqualTo(led.replaceFirst("0; url=", ""));
        return led.replaceFirst("0; url=" + baseUrl(), "");
    }

    private static long balance(Newcomer who) throws Exception {
        return bean(Balances.class).of(member(who).account()).balance();
    }

    private static String baseUrl() {
        return ominigate.application().baseUrl().toString();
    }

    private static String cookie(Newcomer who) {
        return Objects.requireNonNull(who.cookie());
    }
}
