package ai.ominigate.dashboard;

import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.payment.CardChecks;
import ai.ominigate.platform.PublicAddress;
import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where an account that must have a card confirmed is led to from all pages that go on with it, and where that is done. */
@Controller("/confirm-card")
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
final class ConfirmCardController {
    private static final String GO_ON = "/dashboard";

    private final CardChecks cards;
    private final PublicAddress address;
    private final Pages pages;

    ConfirmCardController(CardChecks cards, PublicAddress address, Pages pages) {
        this.cards = cards;
        this.address = address;
        this.pages = pages;
    }

    /**
     * What has to be done, and by whom; whoever need not is led on.
     *
     * @param back whether somebody comes back from Stripe, so that it is asked what became of it
     */
    @Get
    @Permitted(Permission.OWN_PROFILE)
    HttpResponse<String> ask(@QueryValue @Nullable String back, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        if (!cards.isRequired(me.account())) {
            return HttpResponse.seeOther(URI.create(GO_ON));
        }
        boolean can = Permission.CONFIRM_CARD.roles().contains(me.member().role());
        if (back == null || !can) {
            return page(HttpStatus.OK, me, request, Form.EMPTY, can);
        }
        Frame frame = pages.frame(request, me, "");
        try {
            return page(me) == null
                    ? HttpResponse.seeOther(URI.create(GO_ON))
                    : page(HttpStatus.OK, me, request, Form.EMPTY.refused(frame.say("card.not-yet")), true);
        } catch (Refused e) {
            return page(e.status(), me, request, Form.EMPTY.refused(frame.why(e)), true);
        }
    }

    private HttpResponse<String> page(
            HttpStatus status, Requester.SignedIn me, HttpRequest<?> request, Form form, boolean can) {
        return pages.page(
                status, request, "confirm-card", pages.frame(request, me, ""), Map.of("form", form, "can", can));
    }

    private @Nullable URI page(Requester.SignedIn me) throws SQLException {
        return cards.page(me.account(), URI.create(address.of("/confirm-card?back=yes")));
    }

    /** Leads to where it is done: by a page, as browsers follow no redirect of a form's to another site. */
    @Post
    @Permitted(Permission.CONFIRM_CARD)
    @Consumes(MediaType.ALL)
    HttpResponse<String> begin(Requester.SignedIn me, HttpRequest<?> request) throws SQLException {
        Frame frame = pages.frame(request, me, "");
        try {
            URI there = page(me);
            if (there == null) {
                return HttpResponse.seeOther(URI.create(GO_ON));
            }
            MutableHttpResponse<String> away = pages.page(
                    HttpStatus.OK, request, "confirm-card-away", frame, Map.of("checkout", there.toString()));
            away.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
            return away.header("Refresh", "0; url=" + there);
        } catch (Refused e) {
            return page(e.status(), me, request, Form.EMPTY.refused(frame.why(e)), true);
        }
    }
}
