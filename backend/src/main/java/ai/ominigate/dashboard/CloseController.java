package ai.ominigate.dashboard;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.billing.Balances;
import ai.ominigate.customer.door.Cookies;
import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.privacy.own.Closings;
import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.sql.SQLException;
import java.util.Map;

/** The end of an account: what it means, and the way back. */
@Controller("/settings/close")
@ExecuteOn(TaskExecutors.BLOCKING)
@Permitted(Permission.CLOSE_ACCOUNT)
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
final class CloseController {
    private final Closings closings;
    private final Accounts accounts;
    private final Balances balances;
    private final Members members;
    private final Cookies cookies;
    private final Pages pages;

    CloseController(
            Closings closings, Accounts accounts, Balances balances, Members members, Cookies cookies, Pages pages) {
        this.closings = closings;
        this.accounts = accounts;
        this.balances = balances;
        this.members = members;
        this.cookies = cookies;
        this.pages = pages;
    }

    /** What would happen; or, while it happens, how to take it back. */
    @Get
    @Consumes(MediaType.ALL)
    HttpResponse<String> ask(Requester.SignedIn me, HttpRequest<?> request) throws SQLException {
        return page(HttpStatus.OK, me, request, Form.EMPTY);
    }

    private HttpResponse<String> page(HttpStatus status, Requester.SignedIn me, HttpRequest<?> request, Form form)
            throws SQLException {
        long keys = accounts.newestKeys(me.account(), OverviewController.KEYS_KNOWN).stream()
                .filter(key -> key.revokedAt() == null)
                .count();
        return pages.page(
                status,
                request,
                "close",
                pages.frame(request, me, "settings"),
                Map.of(
                        "account", closings.of(me.account()),
                        "balance", balances.of(me.account()).balance(),
                        "keys", keys,
                        "people", members.of(me.account()).size(),
                        "me", me.member(),
                        "form", form));
    }

    /** Does it, and signs out. */
    @Post
    HttpResponse<String> close(@Body Map<String, String> fields, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            if (!form.get("understood").equals("yes")) {
                throw new Refused(
                        HttpStatus.BAD_REQUEST, "not_understood", "Say that you have read what cannot be undone.");
            }
            closings.close(me.member(), form.exactly("password"), form.get("code"));
            MutableHttpResponse<String> out = pages.page(
                    HttpStatus.OK,
                    request,
                    "told",
                    pages.frame(request),
                    Map.of(
                            "kind",
                            "closed",
                            "to",
                            "/sign-in",
                            "button",
                            pages.frame(request).say("sign-in.button")));
            cookies.signOut(request, out);
            return out;
        } catch (Refused e) {
            String why = pages.frame(request, me, "settings").why(e);
            return page(e.status(), me, request, form.refused(why));
        }
    }

    /** Keeps the account after all. */
    @Post("/keep")
    @Consumes(MediaType.ALL)
    HttpResponse<String> keep(Requester.SignedIn me) throws SQLException {
        closings.takeBack(me.member());
        return HttpResponse.seeOther(URI.create("/settings/close"));
    }
}
