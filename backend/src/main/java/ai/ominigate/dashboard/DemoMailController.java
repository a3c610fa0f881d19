package ai.ominigate.dashboard;

import ai.ominigate.customer.door.ForEverybody;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.demo.DemoMailbox;
import ai.ominigate.demo.DemoMailbox.Mail;
import ai.ominigate.platform.ClientAddress;
import ai.ominigate.rest.Refused;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the demo's mail server has taken, for whoever sits at the machine that the demo runs on: with these letters one gets
 * into every account of the demo. Outside of a demo there is neither such a server nor these pages.
 */
@Controller("/demo/mail")
@Requires(property = "ominigate.demo", value = "true")
@ExecuteOn(TaskExecutors.BLOCKING)
@ForEverybody
@Produces(MediaType.TEXT_HTML)
final class DemoMailController {
    /** Nothing of a letter runs, is loaded or leads anywhere; its own style is all that it has. */
    private static final String APART =
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private final DemoMailbox mailbox;
    private final ClientAddress addresses;
    private final Pages pages;

    DemoMailController(DemoMailbox mailbox, ClientAddress addresses, Pages pages) {
        this.mailbox = mailbox;
        this.addresses = addresses;
        this.pages = pages;
    }

    /** All mails, the latest first. */
    @Get
    HttpResponse<String> mails(Requester.@Nullable SignedIn me, HttpRequest<?> request) {
        requireHere(request);
        return pages.ok(request, "demo-mails", pages.frame(request, me, ""), Map.of("mails", mailbox.latest()));
    }

    /** One of them. */
    @Get("/{number}")
    HttpResponse<String> mail(@PathVariable int number, Requester.@Nullable SignedIn me, HttpRequest<?> request) {
        requireHere(request);
        return pages.ok(request, "demo-mail", pages.frame(request, me, ""), Map.of("mail", find(number)));
    }

    /** Its HTML, for a frame in which nothing works. */
    @Get("/{number}/html")
    HttpResponse<String> html(@PathVariable int number, HttpRequest<?> request) {
        requireHere(request);
        String html = find(number).html();
        if (html == null) {
            throw Refused.notFound("This mail has no HTML.");
        }
        return HttpResponse.ok(html)
                .contentType(MediaType.of("text/html; charset=utf-8"))
                .header("Content-Security-Policy", APART)
                .header("Cache-Control", "no-store");
    }

    private Mail find(int number) {
        Mail mail = mailbox.find(number);
        if (mail == null) {
            throw Refused.notFound("The demo's mail server has no such mail.");
        }
        return mail;
    }

    private void requireHere(HttpRequest<?> request) {
        byte[] address = addresses.of(request.getRemoteAddress(), request.getHeaders()::getAll);
        try {
            if (InetAddress.getByAddress(address).isLoopbackAddress()) {
                return;
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
        throw Refused.notFound("The demo's mails are shown on the machine that the demo runs on alone.");
    }
}
