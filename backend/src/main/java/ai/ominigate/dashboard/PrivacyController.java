package ai.ominigate.dashboard;

import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.privacy.own.OwnPrivacy;
import ai.ominigate.privacy.request.OwnRequests;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.RequestId;
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
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** What somebody asks about their own data. */
@Controller("/settings/privacy")
@ExecuteOn(TaskExecutors.BLOCKING)
@Permitted(Permission.OWN_PROFILE)
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
final class PrivacyController {
    private static final URI PAGE = URI.create("/settings/privacy");

    private final OwnPrivacy privacy;
    private final Pages pages;

    PrivacyController(OwnPrivacy privacy, Pages pages) {
        this.privacy = privacy;
        this.pages = pages;
    }

    /** What they have asked so far, and a form to ask something. */
    @Get
    @Consumes(MediaType.ALL)
    HttpResponse<String> requests(Requester.SignedIn me, HttpRequest<?> request) throws SQLException {
        return page(HttpStatus.OK, me, request, Form.EMPTY);
    }

    private HttpResponse<String> page(HttpStatus status, Requester.SignedIn me, HttpRequest<?> request, Form form)
            throws SQLException {
        return page(status, me, request, form, Map.of(), Map.of());
    }

    /**
     * The page.
     *
     * @param opens what opens packages, by the id of their request
     * @param whyNot why that is not shown, by the same
     */
    private HttpResponse<String> page(
            HttpStatus status,
            Requester.SignedIn me,
            HttpRequest<?> request,
            Form form,
            Map<String, String> opens,
            Map<String, String> whyNot)
            throws SQLException {
        return pages.page(
                status,
                request,
                "privacy",
                pages.frame(request, me, "settings"),
                Map.of(
                        "requests",
                        privacy.of(me.member()),
                        "me",
                        me.member(),
                        "form",
                        form,
                        "opens",
                        opens,
                        "whyNot",
                        whyNot));
    }

    /** Asks something. */
    @Post
    HttpResponse<String> ask(@Body Map<String, String> fields, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            privacy.ask(me.member(), type(form), form.get("words"), form.exactly("password"), form.get("code"));
            return HttpResponse.seeOther(PAGE);
        } catch (Refused e) {
            String why = pages.frame(request, me, "settings").why(e);
            return page(e.status(), me, request, form.refused(why));
        }
    }

    private static RequestType type(Form form) {
        String wish = form.get("type").toUpperCase(Locale.ROOT);
        return OwnRequests.TYPES.stream()
                .filter(type -> type.name().equals(wish))
                .findAny()
                .orElseThrow(() -> Refused.invalid("Choose what you ask for."));
    }

    /** Calls one off. */
    @Post("/{id}/call-off")
    @Consumes(MediaType.ALL)
    HttpResponse<String> callOff(@PathVariable UUID id, Requester.SignedIn me) throws SQLException {
        privacy.callOff(me.member(), id);
        return HttpResponse.seeOther(PAGE);
    }

    /** Shows what opens it. */
    @Post("/{id}/passphrase")
    HttpResponse<String> passphrase(
            @PathVariable UUID id, @Body Map<String, String> fields, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            String opens = privacy.passphrase(
                            me.member(), id, form.exactly("password"), form.get("code"), RequestId.of(request))
                    .passphrase();
            return page(HttpStatus.OK, me, request, Form.EMPTY, Map.of(id.toString(), opens), Map.of());
        } catch (Refused e) {
            String why = pages.frame(request, me, "settings").why(e);
            return page(e.status(), me, request, Form.EMPTY, Map.of(), Map.of(id.toString(), why));
        }
    }

    /** Fetches a file of what was collected. */
    @Post("/{id}/package/{part}")
    @Consumes(MediaType.ALL)
    @Produces({MediaType.TEXT_HTML, "application/zip"})
    HttpResponse<StreamedFile> download(
            @PathVariable UUID id, @PathVariable int part, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        return privacy.download(me.member(), id, part, RequestId.of(request));
    }
}
