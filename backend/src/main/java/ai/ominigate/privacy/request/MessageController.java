package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.WholeMessage;
import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.UUID;

/** What somebody wrote, where the conversation shows only the beginning of it, and the files that came with it. */
@Controller("/admin/v1/privacy/requests/{id}/messages/{message}")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.PREPARE_REQUESTS)
final class MessageController {
    private final RequestDesk desk;

    MessageController(RequestDesk desk) {
        this.desk = desk;
    }

    /** All of its text that was taken in, masked. That somebody read it is written down. */
    @Get
    WholeMessage message(@PathVariable UUID id, @PathVariable UUID message, Actor.Member me, HttpRequest<?> request)
            throws SQLException {
        return desk.read(id, message, me, RequestId.of(request));
    }

    /**
     * A file that came with it, as it came: with whatever its sender put into it, personal data of any kind and perhaps a virus.
     * That somebody took it is written down first. It is never shown as a page of ours.
     */
    @Get("/files/{number}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    HttpResponse<byte[]> file(
            @PathVariable UUID id,
            @PathVariable UUID message,
            @PathVariable int number,
            Actor.Member me,
            HttpRequest<?> request)
            throws SQLException {
        Attachments.Content file = desk.take(id, message, number, me, RequestId.of(request));
        String name = URLEncoder.encode(file.name(), StandardCharsets.UTF_8).replace("+", "%20");
        return HttpResponse.ok(file.bytes())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename*=UTF-8''" + name)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header("X-Content-Type-Options", "nosniff");
    }
}
