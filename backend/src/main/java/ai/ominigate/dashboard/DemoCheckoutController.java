package ai.ominigate.dashboard;

import ai.ominigate.customer.door.ForEverybody;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.demo.DemoStripe;
import ai.ominigate.demo.DemoStripe.Card;
import ai.ominigate.demo.DemoStripe.Session;
import ai.ominigate.rest.Refused;
import io.micronaut.context.annotation.Requires;
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
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pages that Stripe would show, in the demo and nowhere else: whoever is led here sees that there is no card and no
 * money. What it does is what the stand-in then answers to those who ask it as they would ask Stripe.
 */
@Controller("/demo")
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(beans = DemoStripe.class)
@ForEverybody
@Produces(MediaType.TEXT_HTML)
final class DemoCheckoutController {
    private final DemoStripe stripe;
    private final Pages pages;

    DemoCheckoutController(DemoStripe stripe, Pages pages) {
        this.stripe = stripe;
        this.pages = pages;
    }

    /** Where a top-up is paid. */
    @Get("/checkout/{id}")
    HttpResponse<String> checkout(@PathVariable String id, Requester.@Nullable SignedIn me, HttpRequest<?> request) {
        return page(HttpStatus.OK, find(id), me, request, Form.EMPTY);
    }

    private HttpResponse<String> page(
            HttpStatus status, Session session, Requester.@Nullable SignedIn me, HttpRequest<?> request, Form form) {
        return pages.page(
                status,
                request,
                "demo-checkout",
                pages.frame(request, me, ""),
                Map.of("session", session, "form", form));
    }

    private Session find(String id) {
        Session session = stripe.session(id);
        if (session == null) {
            throw Refused.notFound("The demo knows no such payment.");
        }
        return session;
    }

    /** Pays it. */
    @Post("/checkout/{id}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    HttpResponse<String> pay(
            @PathVariable String id,
            @Body Map<String, String> fields,
            Requester.@Nullable SignedIn me,
            HttpRequest<?> request) {
        Form form = Form.of(fields);
        Session session = find(id);
        if (!session.open() || stripe.pay(id, card(form))) {
            return HttpResponse.seeOther(session.back());
        }
        return page(
                HttpStatus.UNPROCESSABLE_ENTITY,
                session,
                me,
                request,
                form.refused(pages.frame(request).say(session.confirms() ? "demo.confirm.declined" : "demo.declined")));
    }

    private static Card card(Form form) {
        try {
            return Card.valueOf(form.get("card").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("Choose one of the cards.");
        }
    }

    /** Where Stripe would show a receipt. */
    @Get("/receipt")
    HttpResponse<String> receipt(Requester.@Nullable SignedIn me, HttpRequest<?> request) {
        return told(request, me, "demo.receipt");
    }

    /** Where Stripe would have people change their cards. */
    @Get("/cards")
    HttpResponse<String> cards(Requester.@Nullable SignedIn me, HttpRequest<?> request) {
        return told(request, me, "demo.cards");
    }

    private HttpResponse<String> told(HttpRequest<?> request, Requester.@Nullable SignedIn me, String kind) {
        Frame frame = pages.frame(request, me, "");
        return pages.ok(
                request, "told", frame, Map.of("kind", kind, "to", "/billing", "button", frame.say("billing.back")));
    }
}
