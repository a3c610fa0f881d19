package ai.ominigate.dashboard;

import ai.ominigate.customer.alert.Alerts;
import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.model.own.AlertKind;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What an account is told of, and what there is to stop calls. */
@Controller("/alerts")
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
final class AlertsController {
    private static final URI PAGE = URI.create("/alerts");
    private static final String NO_SUCH_ALERT = "Your account has no such alert, or has it no more.";

    private final DataSource dataSource;
    private final Alerts alerts;
    private final Pages pages;

    AlertsController(DataSource dataSource, Alerts alerts, Pages pages) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.alerts = alerts;
        this.pages = pages;
    }

    /** Those there are, and a form for another. */
    @Get
    @Permitted(Permission.SEE_BILLING)
    @Consumes(MediaType.ALL)
    HttpResponse<String> alerts(Requester.SignedIn me, HttpRequest<?> request) throws SQLException {
        return page(HttpStatus.OK, me, request, Form.EMPTY, null);
    }

    /** @param changed which alert the form is to change; null if it is to make one */
    private HttpResponse<String> page(
            HttpStatus status, Requester.SignedIn me, HttpRequest<?> request, Form form, @Nullable UUID changed)
            throws SQLException {
        return pages.page(
                status,
                request,
                "alerts",
                pages.frame(request, me, "alerts"),
                Map.of(
                        "alerts",
                        alerts.of(me.account()),
                        "form",
                        form,
                        "changed",
                        changed == null ? "" : changed.toString()));
    }

    /** One more. */
    @Post
    @Permitted(Permission.SET_LIMITS)
    HttpResponse<String> make(@Body Map<String, String> fields, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            AlertKind kind = kind(form);
            long threshold = threshold(form);
            Transaction.run(dataSource, transaction -> alerts.make(transaction, me.account(), kind, threshold));
            return HttpResponse.seeOther(PAGE);
        } catch (Refused e) {
            return refused(e, me, request, form, null);
        }
    }

    /** Another amount for one of them. */
    @Post("/{id}")
    @Permitted(Permission.SET_LIMITS)
    HttpResponse<String> change(
            @PathVariable UUID id, @Body Map<String, String> fields, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        if (alerts.of(me.account()).stream().noneMatch(each -> each.alert().id().equals(id))) {
            throw Refused.notFound(NO_SUCH_ALERT);
        }
        try {
            long threshold = threshold(form);
            Transaction.run(dataSource, transaction -> alerts.change(transaction, me.account(), id, null, threshold));
            return HttpResponse.seeOther(PAGE);
        } catch (Refused e) {
            return refused(e, me, request, form, id);
        }
    }

    private HttpResponse<String> refused(
            Refused why, Requester.SignedIn me, HttpRequest<?> request, Form form, @Nullable UUID changed)
            throws SQLException {
        if (why.status() == HttpStatus.NOT_FOUND) {
            throw why;
        }
        String reason = pages.frame(request, me, "alerts").why(why);
        return page(why.status(), me, request, form.refused(reason), changed);
    }

    private static long threshold(Form form) {
        try {
            return Amounts.dollars(form.get("threshold"));
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    HttpStatus.BAD_REQUEST, "alert_threshold", "The amount is in dollars and above zero, such as 5.");
        }
    }

    private static AlertKind kind(Form form) {
        String wish = form.get("kind").toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(AlertKind.values())
                .filter(kind -> kind.name().equals(wish))
                .findAny()
                .orElseThrow(() -> Refused.invalid("Choose what you want to be told of."));
    }

    /** One less. */
    @Post("/{id}/end")
    @Permitted(Permission.SET_LIMITS)
    @Consumes(MediaType.ALL)
    HttpResponse<String> remove(@PathVariable UUID id, Requester.SignedIn me) throws SQLException {
        if (!Transaction.run(dataSource, transaction -> alerts.remove(transaction, me.account(), id))) {
            throw Refused.notFound(NO_SUCH_ALERT);
        }
        return HttpResponse.seeOther(PAGE);
    }
}
