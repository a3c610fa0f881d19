package ai.ominigate.dashboard;

import ai.ominigate.billing.Balances;
import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.model.Usd;
import ai.ominigate.model.own.OwnPayment;
import ai.ominigate.model.own.TopUpQuote;
import ai.ominigate.rest.Refused;
import ai.ominigate.wallet.AccountStatement;
import ai.ominigate.wallet.Books;
import ai.ominigate.wallet.Books.Placed;
import ai.ominigate.wallet.Line;
import ai.ominigate.wallet.Payments;
import ai.ominigate.wallet.StatementFile;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An account's money: what there is, what moved it, statements, and paying in. Cards are Stripe's: whoever pays goes there
 * and comes back.
 */
@Controller("/billing")
@ExecuteOn(TaskExecutors.BLOCKING)
@Permitted(Permission.SEE_BILLING)
@Produces(MediaType.TEXT_HTML)
final class BillingController {
    private static final String SECTION = "billing";
    private static final int PART = 50;
    private static final int PAYMENTS_SHOWN = 20;

    private final Books books;
    private final Payments payments;
    private final Balances balances;
    private final Pages pages;
    private final InstantSource clock;

    BillingController(Books books, Payments payments, Balances balances, Pages pages, InstantSource clock) {
        this.books = books;
        this.payments = payments;
        this.balances = balances;
        this.pages = pages;
        this.clock = clock;
    }

    /** @param done what was just done, by the name of its sentence */
    @Get
    HttpResponse<String> billing(
            @QueryValue @Nullable String month,
            @QueryValue @Nullable String kind,
            @QueryValue @Nullable String after,
            @QueryValue @Nullable String done,
            Requester.SignedIn me,
            HttpRequest<?> request)
            throws SQLException {
        String told = done != null && BillingPage.DONE.contains(done) ? done : "";
        return page(HttpStatus.OK, request, me, BillingQuery.of(month, kind, after), told, "", Form.EMPTY);
    }

    private HttpResponse<String> page(
            HttpStatus status,
            HttpRequest<?> request,
            Requester.SignedIn me,
            BillingQuery query,
            String done,
            String refusedPart,
            Form form)
            throws SQLException {
        ZoneId zone = books.zone(me.account());
        List<Placed> found = books.lines(me.account(), zone, query.month(), query.kind(), query.after(), PART + 1);
        List<Placed> shown = found.subList(0, Math.min(PART, found.size()));
        List<Line> lines = shown.stream().map(Placed::line).toList();
        BillingPage billing = new BillingPage(
                balances.of(me.account()),
                books.parts(me.account()).stream()
                        .filter(part -> part.expiresAt() != null)
                        .toList(),
                payments.isOn(),
                payments.taxesFollow(),
                payments.minimum(),
                payments.maximum(),
                payments.automatic(me.account()),
                payments.list(me.account(), null, PAYMENTS_SHOWN),
                query,
                lines,
                found.size() > PART ? shown.getLast().place() : null,
                books.months(me.account(), zone),
                payments.named(
                        me.account(),
                        lines.stream()
                                .map(Line::payment)
                                .filter(Objects::nonNull)
                                .collect(Collectors.toSet())),
                done,
                refusedPart,
                form);
        return pages.page(
                status, request, "billing", pages.frame(request, me, SECTION, zone), Map.of("billing", billing));
    }

    /** A statement as a file. */
    @Get("/statements/{month}/{format}")
    @Produces(MediaType.ALL)
    HttpResponse<byte[]> statement(
            @PathVariable String month, @PathVariable String format, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        StatementFile file = switch (format) {
            case "pdf" -> StatementFile.PDF;
            case "csv" -> StatementFile.CSV;
            default -> throw Refused.notFound("A statement is there as pdf and as csv.");
        };
        AccountStatement statement = books.statement(me.account(), month(month), books.zone(me.account()));
        if (statement == null) {
            throw Refused.notFound(
                    "There is no statement of this month: it has not begun, or your account was not there.");
        }
        return file.of(statement, Language.of(request).locale());
    }

    private static YearMonth month(String text) {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException e) {
            throw Refused.invalid("A month is written as 2026-11.");
        }
    }

    /** What a top-up will cost, before anything is begun. */
    @Get("/top-up")
    @Permitted(Permission.PAY)
    HttpResponse<String> review(@QueryValue @Nullable String amount, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = new Form(
                Map.of("amount", amount == null ? "" : amount.substring(0, Math.min(20, amount.length()))), null);
        try {
            TopUpQuote quote = payments.quote(usd(form.get("amount"), "amount_amount"));
            Map<String, Object> parameters = new HashMap<>();
            parameters.put("quote", quote);
            parameters.put("expiry", payments.expiry(clock.instant()));
            return pages.ok(request, "billing-review", pages.frame(request, me, SECTION), parameters);
        } catch (Refused e) {
            return refused(request, me, "top-up", form, e);
        }
    }

    /** Begins a top-up. */
    @Post("/top-ups")
    @Permitted(Permission.PAY)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    HttpResponse<String> begin(@Body Map<String, String> fields, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            String currency = form.get("currency");
            UUID topUp = payments.ask(
                    me.account(), usd(form.get("amount"), "amount_amount"), currency.isEmpty() ? null : currency);
            return HttpResponse.seeOther(URI.create(Payments.PAGE + "/top-ups/" + topUp + "/pay"));
        } catch (Refused e) {
            return refused(request, me, "top-up", form, e);
        }
    }

    /**
     * Leads to the page where a top-up is paid. Not by a redirect: browsers follow none of a form's to another site than
     * its own, and Stripe's page may be at an address that nobody knows before.
     */
    @Get("/top-ups/{id}/pay")
    @Permitted(Permission.PAY)
    HttpResponse<String> pay(@PathVariable UUID id, Requester.SignedIn me, HttpRequest<?> request) throws SQLException {
        Frame frame = pages.frame(request, me, SECTION);
        String checkout =
                payments.checkout(me.account(), id, frame.language().locale()).toString();
        MutableHttpResponse<String> page =
                pages.page(HttpStatus.OK, request, "billing-pay", frame, Map.of("checkout", checkout));
        page.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
        return page.header("Refresh", "0; url=" + checkout);
    }

    /** Where people come back to from Stripe: what became of a top-up. */
    @Get("/top-ups/{id}")
    HttpResponse<String> topUp(@PathVariable UUID id, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        OwnPayment payment = payments.look(me.account(), id);
        return pages.ok(
                request,
                "billing-top-up",
                pages.frame(request, me, SECTION),
                Map.of(
                        "payment",
                        payment,
                        "available",
                        balances.of(me.account()).available()));
    }

    /** The receipt of a payment, at Stripe's. */
    @Get("/payments/{id}/receipt")
    HttpResponse<String> receipt(@PathVariable UUID id, Requester.SignedIn me) throws SQLException {
        return HttpResponse.seeOther(payments.receipt(me.account(), id));
    }

    /** Cards and receipts, at Stripe's. */
    @Get("/cards")
    @Permitted(Permission.PAY)
    HttpResponse<String> cards(Requester.SignedIn me) throws SQLException {
        return HttpResponse.seeOther(payments.cards(me.account()));
    }

    /** Has the account top up by itself, or not. */
    @Post("/automatic")
    @Permitted(Permission.PAY)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    HttpResponse<String> automatic(@Body Map<String, String> fields, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        boolean enabled = form.get("enabled").equals("on");
        try {
            payments.change(
                    me.account(),
                    enabled,
                    usd(form.get("threshold"), "amount_threshold"),
                    usd(form.get("automatic-amount"), "amount_amount"),
                    usd(form.get("per-month"), "amount_month"));
            return HttpResponse.seeOther(
                    URI.create(Payments.PAGE + "?done=automatic-" + (enabled ? "on" : "off") + "#automatic"));
        } catch (Refused e) {
            return refused(request, me, "automatic", form, e);
        }
    }

    private HttpResponse<String> refused(
            HttpRequest<?> request, Requester.SignedIn me, String part, Form form, Refused why) throws SQLException {
        String reason = pages.frame(request, me, SECTION).why(why);
        return page(why.status(), request, me, BillingQuery.EVERYTHING, "", part, form.refused(reason));
    }

    /** An amount as people write it, as 25, 25.50 or $25. */
    private static long usd(String text, String code) {
        try {
            return Usd.parse(text.replaceFirst("^\\$\\s*", "").replaceAll("(?<=\\d),(?=\\d{3})", ""))
                    .nanos();
        } catch (IllegalArgumentException e) {
            throw new Refused(HttpStatus.BAD_REQUEST, code, "An amount is dollars and cents, as in 25 or 25.50.");
        }
    }
}
