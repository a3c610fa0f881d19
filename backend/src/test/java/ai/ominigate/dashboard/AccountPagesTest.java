package ai.ominigate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.KeyLimits;
import ai.ominigate.accounts.NewKey;
import ai.ominigate.billing.Credits;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.customer.SharedOminiGate;
import ai.ominigate.customer.profile.Newcomer;
import ai.ominigate.demo.DemoStripe;
import ai.ominigate.metering.CallsOfTests;
import ai.ominigate.metering.EndReason;
import ai.ominigate.model.billing.CreditCause;
import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.Network;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.request.Assignment;
import ai.ominigate.privacy.request.Fulfilment;
import ai.ominigate.privacy.request.LegOutcome;
import ai.ominigate.staff.identity.Colleague;
import com.microsoft.playwright.Page;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of an account: of one that is new, and of one that has been used for a month. */
@ExtendWith(SharedOminiGate.class)
class AccountPagesTest {
    private static final Map<String, String> BROWSER = Map.of("Accept", "text/html,*/*;q=0.8");

    private static RunningOminiGate ominigate;
    private static Newcomer newcomer;
    private static Newcomer regular;
    private static UUID key = new UUID(0, 0);
    private static long spent;

    @BeforeAll
    static void start() throws Exception {
        ominigate = SharedOminiGate.get();
        newcomer = Newcomer.signedIn(ominigate);
        regular = Newcomer.signedIn(ominigate);
        aMonthOfCalls(account(regular));
        for (String type : List.of("ACCESS", "RESTRICTION")) {
            regular.post(
                    "/privacy-requests",
                    Map.of("type", type, "words", "As long as it is not clear", "password", Newcomer.PASSWORD));
        }
        for (String alert : List.of("LOW_BALANCE 500", "DAILY_SPEND 0.01", "MONTHLY_SPEND 5000")) {
            String[] words = alert.split(" ");
            regular.post("/alerts", Map.of("kind", words[0], "threshold", words[1]));
        }
    }

    private static void aMonthOfCalls(UUID account) throws Exception {
        bean(Credits.class).grant(account, 150_000_000_000L, "pages", "a test");
        Accounts accounts = bean(Accounts.class);
        key = issue(accounts, account, NewKey.named("Search assistant"));
        UUID limited = issue(
                accounts,
                account,
                new NewKey(
                        "Nightly batch",
                        Instant.parse("2030-12-31T00:00:00Z"),
                        Set.of("gpt-5-mini"),
                        List.of(Network.parse("203.0.113.0/24")),
                        new KeyLimits(5_000_000_000L, 50_000_000_000L, null, 60, 100_000, 4)));
        UUID revoked = issue(accounts, account, NewKey.named("Old prototype"));
        accounts.revoke(account, revoked);
        List<String> models = List.of(
                "gpt-5-mini",
                "claude-sonnet-4-5",
                "gemini-2.5-flash",
                "gpt-5",
                "mistral-large",
                "deepseek-chat",
                "qwen3-max");
        Random random = new Random(11);
        CallsOfTests calls = new CallsOfTests();
        Instant now = Instant.now();
        for (int i = 0; i < 900; i++) {
            int which = Math.min(random.nextInt(8), random.nextInt(8)) % models.size();
            long cost = (long) (Math.pow(10, 4 + 3.4 * random.nextDouble()) * (7 - which));
            EndReason end =
                    i % 40 == 3 ? EndReason.UPSTREAM_TIMEOUT : i % 25 == 4 ? EndReason.CLIENT_LEFT : EndReason.DONE;
            spent += cost;
            calls.call(
                    account,
                    random.nextInt(3) == 0 ? limited : key,
                    models.get(which),
                    now.minus(Duration.ofMinutes((long) (random.nextDouble() * 29 * 24 * 60) + 2)),
                    end,
                    new TokenCounts(
                            random.nextInt(20_000),
                            i % 3 == 0 ? random.nextInt(60_000) : 0,
                            i % 9 == 0 ? 2_048 : 0,
                            0,
                            random.nextInt(4_000),
                            which == 3 ? random.nextInt(9_000) : 0,
                            0,
                            0),
                    cost);
        }
        calls.store(ominigate.database());
    }

    private static UUID issue(Accounts accounts, UUID account, NewKey wish) throws Exception {
        return Objects.requireNonNull(accounts.issue(account, wish)).key().id();
    }

    @ParameterizedTest
    @CsvSource({
        "/sign-up,          200, sign-up",
        "/sign-in,          200, sign-in",
        "/reset,            200, reset",
        "/sign-up/cu-gone,  200, link-gone",
        "/reset/gone,       200, reset-gone",
        "/email/gone,       200, email-gone",
        "/join/gone,        200, join-gone",
        "/first-steps,      200, first-steps",
    })
    void isSoundForAnybody(String path, int status, String name) {
        PageSweep.ofAnybody(baseUrl()).look(path, status, name);
    }

    @ParameterizedTest
    @CsvSource({
        "/dashboard, 200, dashboard-new",
        "/usage,     200, usage-new",
        "/keys,      200, keys-new-account",
        "/keys/new,  200, key-form",
        "/team,      200, team",
        "/billing,   200, billing-off",
        "/settings,  200, settings",
        "/settings?done=profile, 200, settings-done",
        "/alerts,    200, alerts-none",
        "/settings/privacy, 200, privacy-none",
        "/settings/close,   200, close",
        "/keys/00000000-0000-7000-8000-000000000000/revoke, 404, key-missing",
    })
    void isSoundForANewAccount(String path, int status, String name) {
        PageSweep.signedIn(baseUrl(), cookie(newcomer)).look(path, status, name);
    }

    @Test
    void wherePaymentsAreOffThePageSaysSoAndNothingIsBegun() throws Exception {
        assertThat(newcomer.page("/billing").select(".note").text()).contains("Payments are not set up here.");
        assertThat(newcomer.page("/billing").select("#top-up, #automatic, #payments"))
                .isEmpty();
        assertThat(newcomer.submit("/billing/top-ups", "amount=25").status()).isEqualTo(503);
    }

    /** There is neither a stand-in nor a page of it where nobody asked for a demo. */
    @ParameterizedTest
    @ValueSource(strings = {"/demo/checkout/cs_test_1", "/demo/cards", "/demo/receipt"})
    void nothingOfTheDemoIsOutsideOfIt(String path) throws Exception {
        assertThat(newcomer.open(path).status()).isEqualTo(404);
        assertThat(newcomer.submit(path, "card=works").status()).isEqualTo(404);
        assertThat(ominigate.application().context().containsBean(DemoStripe.class))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/billing,                 200, billing-used",
        "/dashboard,           200, dashboard",
        "/usage,               200, usage",
        "/usage?status=failed, 200, usage-failed",
        "/usage?model=none,    200, usage-unfound",
        "/usage?from=x,        400, usage-refused",
        "/keys,                200, keys",
        "/alerts,              200, alerts",
        "/settings/privacy,    200, privacy",
    })
    void isSoundForAnAccountInUse(String path, int status, String name) {
        PageSweep.signedIn(baseUrl(), cookie(regular)).look(path, status, name);
    }

    @Test
    void isSoundWhereAQuestionIsAskedBeforeOneSignsIn() throws Exception {
        isSoundWithAQuestion("/sign-in", "203.0.113.201", "sign-in-question", "sign-in-question-again");
    }

    @Test
    void isSoundWhereAQuestionIsAskedBeforeOneSignsUp() throws Exception {
        isSoundWithAQuestion("/sign-up", "203.0.113.202", "sign-up-question", "sign-up-question-again");
    }

    private static void isSoundWithAQuestion(String path, String address, String name, String again) throws Exception {
        Colleague analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY);
        assertThat(analyst.send(
                                "POST",
                                "/admin/v1/abuse/decisions",
                                "{\"action\":\"REQUIRE_STEP\",\"network\":\"" + address + "\",\"reason\":\"a test\"}")
                        .status())
                .isEqualTo(201);
        Map<String, String> there = new HashMap<>(BROWSER);
        there.put("X-Forwarded-For", address);
        Await.until(
                "it is asked",
                () -> !Jsoup.parse(ominigate
                                .send("GET", path, "", there)
                                .response()
                                .body())
                        .select("label[for=answer]")
                        .isEmpty());

        PageSweep sweep = PageSweep.ofAnybodyAt(baseUrl(), address);
        sweep.look(path, 200, name);
        sweep.lookBehind(path, path, 403, again, page -> {
            page.fill("input[name=email]", "jo@example.com");
            page.fill("input[name=password]", Newcomer.PASSWORD);
            page.fill("input[name=answer]", "no idea");
            page.click("main form button[type=submit]");
        });
    }

    @Test
    void isSoundWhereWhatWasCollectedWaitsAndWhereItsPassphraseIsShown() throws Exception {
        Newcomer me = Newcomer.signedIn(ominigate);
        String id = me.post("/privacy-requests", Map.of("type", "ACCESS", "words", "", "password", Newcomer.PASSWORD))
                .json()
                .path("id")
                .asText();
        collect(UUID.fromString(id), account(me));
        String place = "/settings/privacy/" + id + "/passphrase";

        PageSweep sweep = PageSweep.signedIn(baseUrl(), cookie(me));
        sweep.look("/settings/privacy", 200, "privacy-package");
        sweep.lookBehind(
                "/settings/privacy", place, 200, "privacy-passphrase", page -> typePassword(page, Newcomer.PASSWORD));
        // Last, as whoever was wrong so often waits.
        sweep.lookBehind(
                "/settings/privacy", place, 400, "privacy-passphrase-refused", page -> typePassword(page, "not mine"));
    }

    private static void typePassword(Page page, String password) {
        page.click("main details summary");
        page.fill("main details input[type=password]", password);
        page.click("main details button[type=submit]");
    }

    /** What a worker of requests does when two of the staff have agreed. */
    private static void collect(UUID request, UUID account) throws Exception {
        Instant now = Instant.now();
        Assignment assignment = new Assignment(
                request,
                "PR-000001",
                RequestType.ACCESS,
                account,
                IdentityLevel.L2,
                Regime.EU,
                Locale.ENGLISH,
                now,
                UUID.randomUUID(),
                UUID.randomUUID(),
                now,
                null);
        Fulfilment export = ominigate.application().context().getBeansOfType(Fulfilment.class).stream()
                .filter(each -> each.types().contains(RequestType.ACCESS))
                .findAny()
                .orElseThrow();
        for (String leg : List.of("collect", "release")) {
            assertThat(export.perform(assignment, leg)).isInstanceOf(LegOutcome.Succeeded.class);
        }
    }

    @Test
    void isSoundWhereOneIsAskedBeforeAKeyEnds() {
        PageSweep.signedIn(baseUrl(), cookie(regular)).look("/keys/" + key + "/revoke", 200, "key-revoke");
    }

    @Test
    void isSoundWhereAKeyIsChanged() {
        PageSweep.signedIn(baseUrl(), cookie(regular)).look("/keys/" + key + "/change", 200, "key-change");
    }

    @Test
    void whatAKeyMayDoIsChangedByAFormThatShowsHowItIs() throws Exception {
        Newcomer me = Newcomer.signedIn(ominigate);
        me.submit("/keys", "name=First&per-day=2.50&models=demo-echo&requests=60");
        String change = me.page("/keys").select("a[href$=/change]").attr("href");
        Document form = me.page(change);
        assertThat(form.select("#name").attr("value")).isEqualTo("First");
        assertThat(form.select("#per-day").attr("value")).isEqualTo("2.5");
        assertThat(form.select("#models").attr("value")).isEqualTo("demo-echo");

        Answer refused = me.submit(change, "name=Second&per-day=none");
        Answer changed = me.submit(change, "name=Second&per-month=20&networks=203.0.113.0/24&requests=60");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(changed.status()).isEqualTo(303);
        assertThat(me.page("/keys").expectFirst("tbody tr").text())
                .contains("Second", "$20.00 a month", "60 calls a minute", "1 network only")
                .doesNotContain("First", "a day", "model only");
        assertThat(newcomer.submit(change, "name=Mine").status()).isEqualTo(404);
    }

    @Test
    void aRequestAboutOnesDataIsMadeAndCalledOff() throws Exception {
        Newcomer me = Newcomer.signedIn(ominigate);
        String password = "password=" + Newcomer.PASSWORD.replace(' ', '+');

        Answer wrong = me.submit("/settings/privacy", "type=access&words=Please&password=not+mine");
        Answer made = me.submit("/settings/privacy", "type=access&" + password);

        assertThat(wrong.status()).isEqualTo(400);
        Document again = Jsoup.parse(wrong.response().body());
        assertThat(again.select("[role=alert]").text()).contains("not your password");
        assertThat(again.select("#words").text()).isEqualTo("Please");
        assertThat(made.status()).isEqualTo(303);
        Document page = me.page("/settings/privacy");
        assertThat(page.select(".things li").text()).contains("A copy of my data", "We have it", "PR-", "answered by");

        me.submit(page.select(".things form").attr("action"), "");

        assertThat(me.page("/settings/privacy").select(".things li").text()).contains("Called off");
    }

    @Test
    void anAccountIsClosedByAFormThatSaysWhatThatMeansAndKeptByAnother() throws Exception {
        Newcomer me = Newcomer.signedIn(ominigate);
        me.submit("/keys", "name=First");
        String password = "password=" + Newcomer.PASSWORD.replace(' ', '+');
        assertThat(me.page("/settings/close").text())
                .contains("One key is revoked at once", "72 hours", "keep only what the law");

        assertThat(me.submit("/settings/close", password).status()).isEqualTo(400);
        Answer closed = me.submit("/settings/close", "understood=yes&" + password);

        assertThat(closed.status()).isEqualTo(200);
        assertThat(Jsoup.parse(closed.response().body()).select("h1").text()).isEqualTo("The account is being closed");
        assertThat(closed.response().headers().firstValue("set-cookie").orElseThrow())
                .startsWith("session=;");
        assertThat(me.open("/dashboard").status()).isEqualTo(303);
        me.post("/session", me.credentials());
        assertThat(me.page("/dashboard").select(".note").text()).contains("This account is being closed.");
        assertThat(me.submit("/keys", "name=Second").status()).isEqualTo(400);

        assertThat(me.submit("/settings/close/keep", "").status()).isEqualTo(303);

        assertThat(me.page("/dashboard").select(".note").text()).doesNotContain("being closed");
        assertThat(me.submit("/keys", "name=Second").status()).isEqualTo(201);
    }

    @Test
    void thereAreNoMailsToLookAtOutsideOfADemo() throws Exception {
        assertThat(regular.open("/demo/mail").status()).isEqualTo(404);
        assertThat(regular.open("/demo/mail/1").status()).isEqualTo(404);
        assertThat(regular.page("/dashboard").select("a[href^=/demo]")).isEmpty();
    }

    @Test
    void anAlertIsMadeAndRemovedAndShownWhereOneComesToFirst() throws Exception {
        Newcomer me = Newcomer.signedIn(ominigate);

        Answer refused = me.submit("/alerts", "kind=low-balance&threshold=none");
        Answer made = me.submit("/alerts", "kind=low-balance&threshold=%242.50");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(Jsoup.parse(refused.response().body()).select("[role=alert]").text())
                .contains("above zero");
        assertThat(made.status()).isEqualTo(303);
        Document page = me.page("/alerts");
        assertThat(page.select(".things li").text()).contains("Balance below $2.50", "Reached", "The balance is $0.00");
        assertThat(me.page("/dashboard").select(".note").text()).contains("Your balance is below $2.50.");

        me.submit(page.select(".things form[action$=/end]").attr("action"), "");

        assertThat(me.page("/alerts").select(".things li")).isEmpty();
        assertThat(me.page("/dashboard").select(".note").text()).doesNotContain("$2.50");
    }

    @Test
    void theAmountOfAnAlertIsChangedWhereItStands() throws Exception {
        Newcomer me = Newcomer.signedIn(ominigate);
        me.submit("/alerts", "kind=low-balance&threshold=2.50");
        String change = me.page("/alerts").select(".change form").attr("action");

        Answer refused = me.submit(change, "threshold=none");
        Answer changed = me.submit(change, "threshold=4");

        Document again = Jsoup.parse(refused.response().body());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(again.select(".change[open] [role=alert]").text()).contains("above zero");
        assertThat(again.select(".change [name=threshold]").attr("value")).isEqualTo("none");
        assertThat(again.select("form[action=/alerts] [role=alert]")).isEmpty();
        assertThat(changed.status()).isEqualTo(303);
        assertThat(me.page("/alerts").select(".things li").text()).contains("Balance below $4.00");
        assertThat(newcomer.submit(change, "threshold=5").status()).isEqualTo(404);
    }

    @Test
    void whoeverJoinsWhileSomebodyIsSignedInIsToldAndThatSessionEnds() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        Newcomer guest = Newcomer.at(ominigate);
        Newcomer before = Newcomer.signedIn(ominigate);
        owner.submit("/team/invitations", "role=developer&email=" + guest.email());
        String link = "/join/" + guest.letter("MEMBER_INVITED");

        String asked = before.page(link).text();
        Answer refused = before.submit(link, "password=short");
        boolean stillIn = before.open("/dashboard").status() == 200;
        Answer in = before.submit(link, "password=" + Newcomer.PASSWORD.replace(' ', '+'));

        assertThat(asked).contains(guest.email(), "You are signed in as " + before.email());
        assertThat(Jsoup.parse(refused.response().body()).text()).contains(guest.email());
        assertThat(stillIn).isTrue();
        assertThat(in.response().headers().firstValue("set-cookie").orElseThrow())
                .startsWith("session=")
                .doesNotContain(cookie(before));
        assertThat(before.open("/dashboard").status()).isEqualTo(303);
    }

    @Test
    void aGiftIsExplainedAsItsOwnerWasToldAndNotAsItStandsInTheBooks() throws Exception {
        Newcomer me = Newcomer.signedIn(ominigate);
        UUID account = account(me);
        Transaction.run(
                ominigate.database().dataSource(),
                transaction -> bean(Credits.class)
                        .give(
                                transaction,
                                account,
                                1_000_000_000L,
                                "gift " + me.email(),
                                new Credits.Gift(
                                        "Calls on a bad line", CreditCause.COMPENSATION, null, null, 0, null)));

        assertThat(me.page("/billing").select(".movements tbody tr").text())
                .contains("It makes up for something that went wrong.")
                .doesNotContain("bad line");
        assertThat(me.get("/billing/movements")
                        .json()
                        .path("items")
                        .path(0)
                        .path("cause")
                        .asText())
                .isEqualTo("COMPENSATION");
        assertThat(me.open("/billing/statements/" + YearMonth.now(ZoneOffset.UTC) + "/csv")
                        .response()
                        .body())
                .contains("Credit given by OminiGate: for something that went wrong")
                .doesNotContain("bad line");
    }

    @Test
    void theDashboardTellsWhatTheFileTells() throws Exception {
        Document page = regular.page("/dashboard");
        Answer file = regular.open("/usage/calls.csv");

        long inFile = file.response()
                .body()
                .lines()
                .skip(1)
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.lastIndexOf(',') + 1).replace(".", "")))
                .sum();
        assertThat(inFile).isEqualTo(spent);
        assertThat(page.expectFirst(".figure:last-child .amount").attr("title"))
                .isEqualTo(new Shown(Language.ENGLISH, ZoneOffset.UTC, Instant.now()).exact(spent));
        assertThat(file.response().headers().firstValue("content-disposition").orElseThrow())
                .matches("attachment; filename=\"ominigate-calls-.*\\.csv\"");
    }

    @Test
    void filtersNarrowTheListAndTheSums() throws Exception {
        Document page = regular.page("/usage?model=gpt-5&key=" + key);

        assertThat(page.select(".calls tbody tr")).isNotEmpty();
        assertThat(page.select(".calls tbody .model").eachText()).containsOnly("gpt-5");
        assertThat(page.select(".calls tbody .name").eachText()).containsOnly("Search assistant");
    }

    @Test
    void olderCallsAreAPageAway() throws Exception {
        Document first = regular.page("/usage");
        Document second = regular.page(first.expectFirst(".pager a:last-child").attr("href"));

        assertThat(first.select(".calls tbody time").eachAttr("datetime"))
                .hasSize(50)
                .doesNotContainAnyElementsOf(second.select(".calls tbody time").eachAttr("datetime"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dashboard", "/usage", "/keys", "/settings", "/usage/calls.csv"})
    void whoeverIsNotSignedInIsShownTheWayIn(String path) throws Exception {
        Answer answer = ominigate.send("GET", path, "", BROWSER);

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.response().headers().firstValue("location"))
                .contains("/sign-in?to=" + path.replace("/", "%2F"));
    }

    @Test
    void nobodySeesOrEndsTheKeysOfOthers() throws Exception {
        assertThat(newcomer.open("/keys/" + key + "/revoke").status()).isEqualTo(404);
        assertThat(newcomer.submit("/keys/" + key + "/revoke", "").status()).isEqualTo(404);
        assertThat(newcomer.page("/usage?key=" + key).select(".calls")).isEmpty();
        assertThat(regular.page("/keys").expectFirst("tbody tr").text()).contains("In use");
    }

    @Test
    void aKeyIsShownOnceAndThenItsBeginningAlone() throws Exception {
        Newcomer me = Newcomer.signedIn(ominigate);

        Answer made = me.submit("/keys", "name=First&per-day=2.50&models=demo-echo");
        String secret = Jsoup.parse(made.response().body()).select("#secret").attr("value");

        assertThat(made.status()).isEqualTo(201);
        assertThat(secret).startsWith("og-");
        assertThat(made.response().headers().firstValue("cache-control")).contains("no-store");
        Document list = me.page("/keys");
        assertThat(list.text()).contains("First", "$2.50 a day", "1 model only").doesNotContain(secret);
    }

    @Test
    void rotatingAKeyMakesAnotherThatMayDoTheSame() throws Exception {
        Newcomer me = Newcomer.signedIn(ominigate);
        me.submit("/keys", "name=First&per-day=2.50");
        String id = me.page("/keys").select("a[href$=/rotate]").attr("href");

        Answer made = me.submit(id, "");

        assertThat(made.status()).isEqualTo(201);
        assertThat(me.page("/keys").select("tbody tr").eachText())
                .satisfiesExactly(
                        live -> assertThat(live).contains("First", "In use", "$2.50 a day"),
                        old -> assertThat(old).contains("First", "Revoked"));
    }

    @Test
    void whatCannotBeReadInAFormIsSaidInTheReadersLanguage() throws Exception {
        Answer answer = newcomer.submit("/keys", "name=First&per-day=none", Map.of("Accept-Language", "zh-CN"));
        Document page = Jsoup.parse(answer.response().body());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(page.select("[role=alert]").text()).contains("每日限额");
        assertThat(page.select("#per-day").attr("value")).isEqualTo("none");
        assertThat(page.select("#name").attr("value")).isEqualTo("First");
    }

    @Test
    void aFieldOfAMegabyteIsRefused() throws Exception {
        Answer answer = newcomer.submit("/keys", "name=" + "a".repeat(1_000_000));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(Jsoup.parse(answer.response().body()).text()).contains("20000 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "https://evil.example",
                "/\\evil.example",
                "javascript:alert(1)",
                "/a\nb",
                "/a%zz"
            })
    void nobodyIsSentElsewhereAfterSigningIn(String to) throws Exception {
        Answer answer = Newcomer.at(ominigate)
                .submit(
                        "/sign-in",
                        "email=%s&password=%s&to=%s"
                                .formatted(
                                        regular.email(),
                                        Newcomer.PASSWORD.replace(' ', '+'),
                                        URLEncoder.encode(to, StandardCharsets.UTF_8)));

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.response().headers().firstValue("location")).contains("/dashboard");
    }

    @Test
    void aWrongPasswordIsToldAsAPageAndNotShownAgain() throws Exception {
        Answer answer = Newcomer.at(ominigate).submit("/sign-in", "email=nobody@example.com&password=quite-wrong-1234");
        Document page = Jsoup.parse(answer.response().body());

        assertThat(answer.status()).isEqualTo(401);
        assertThat(page.select("[role=alert]").text()).contains("is wrong");
        assertThat(page.select("#email").attr("value")).isEqualTo("nobody@example.com");
        assertThat(answer.response().body()).doesNotContain("quite-wrong-1234");
    }

    @Test
    void theLanguageOneChoosesIsRememberedAndOneStaysWhereOneWas() throws Exception {
        Answer answer = newcomer.submit("/language", "language=zh-CN&back=%2Fusage%3Fstatus%3Dfailed");

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.response().headers().firstValue("location")).contains("/usage?status=failed");
        assertThat(answer.response().headers().firstValue("set-cookie").orElseThrow())
                .startsWith("NEXT_LOCALE=zh-CN;")
                .contains("SameSite=Lax");
    }

    @Test
    void whoeverIsInvitedComesInByTheLinkOfTheLetter() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        Newcomer guest = Newcomer.at(ominigate);
        owner.submit("/team/invitations", "role=developer&email=" + guest.email());
        assertThat(owner.page("/team").text()).contains(guest.email(), "invited");
        String link = "/join/" + guest.letter("MEMBER_INVITED");

        Answer in = guest.submit(link, "password=" + Newcomer.PASSWORD.replace(' ', '+'));

        assertThat(in.status()).isEqualTo(303);
        assertThat(owner.page("/team").select(".things li").eachText())
                .anySatisfy(member -> assertThat(member).contains(guest.email(), "Developer"));
        assertThat(Jsoup.parse(ominigate
                                .send("GET", link, "", BROWSER)
                                .response()
                                .body())
                        .text())
                .contains("does not work any more");
    }

    @Test
    void aDeveloperSeesNoTeam() throws Exception {
        Newcomer developer = Newcomer.signedIn(ominigate).inviting("DEVELOPER");
        Answer in = developer.submit(
                "/sign-in", "email=%s&password=%s".formatted(developer.email(), Newcomer.PASSWORD.replace(' ', '+')));
        String session =
                in.response().headers().firstValue("set-cookie").orElseThrow().replaceAll("session=([^;]*);.*", "$1");
        Map<String, String> headers = Map.of("Accept", "text/html", "Cookie", "session=" + session);

        Answer team = ominigate.send("GET", "/team", "", headers);

        assertThat(team.status()).isEqualTo(403);
        assertThat(Jsoup.parse(team.response().body()).select("h1").text()).isEqualTo("You may not see this page");
        assertThat(Jsoup.parse(ominigate
                                .send("GET", "/keys", "", headers)
                                .response()
                                .body())
                        .select(".top-links a")
                        .eachText())
                .contains("Keys", "Usage")
                .doesNotContain("Team");
    }

    private static <T> T bean(Class<T> type) {
        return ominigate.application().context().getBean(type);
    }

    private static String baseUrl() {
        return ominigate.application().baseUrl().toString();
    }

    private static UUID account(Newcomer who) throws Exception {
        return UUID.fromString(who.get("/me").json().path("account").asText());
    }

    private static String cookie(Newcomer who) {
        return Objects.requireNonNull(who.cookie());
    }
}
