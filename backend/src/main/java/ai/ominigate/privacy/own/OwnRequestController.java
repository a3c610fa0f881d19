package ai.ominigate.privacy.own;

import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester.SignedIn;
import ai.ominigate.model.Page;
import ai.ominigate.model.own.AskPrivacy;
import ai.ominigate.model.own.OwnPrivacyRequest;
import ai.ominigate.model.own.PackagePassphrase;
import ai.ominigate.model.own.ShowPassphrase;
import ai.ominigate.rest.RequestId;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.Status;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;

/** One's rights about one's own data: the same requests as a mail to the contact address makes. */
@Controller("/api/v1/privacy-requests")
@ExecuteOn(TaskExecutors.BLOCKING)
@Permitted(Permission.OWN_PROFILE)
final class OwnRequestController {
    private final OwnPrivacy privacy;

    OwnRequestController(OwnPrivacy privacy) {
        this.privacy = privacy;
    }

    /** What one has asked, in whatever way, the latest first. */
    @Get
    Page<OwnPrivacyRequest> requests(SignedIn me) throws SQLException {
        return new Page<>(privacy.of(me.member()), null);
    }

    /** Asks something. A letter tells that we have it; no more is needed to show who one is. */
    @Post
    @Status(HttpStatus.CREATED)
    OwnPrivacyRequest ask(@Body AskPrivacy wish, SignedIn me) throws SQLException {
        return privacy.ask(
                me.member(),
                wish.type(),
                Objects.requireNonNullElse(wish.words(), ""),
                wish.password(),
                Objects.requireNonNullElse(wish.code(), ""));
    }

    /** Calls a request off, while nothing of it has begun to be done. */
    @Post("/{id}/call-off")
    OwnPrivacyRequest callOff(@PathVariable UUID id, SignedIn me) throws SQLException {
        return privacy.callOff(me.member(), id);
    }

    /** What opens the package of one's data. */
    @Post("/{id}/passphrase")
    PackagePassphrase passphrase(@PathVariable UUID id, @Body ShowPassphrase wish, SignedIn me, HttpRequest<?> request)
            throws SQLException {
        return privacy.passphrase(
                me.member(), id, wish.password(), Objects.requireNonNullElse(wish.code(), ""), RequestId.of(request));
    }

    /** Fetches one file of the package of one's data, which counts. It is opened by a passphrase. */
    @Post("/{id}/package/{part}")
    @Produces("application/zip")
    HttpResponse<StreamedFile> download(
            @PathVariable UUID id, @PathVariable int part, SignedIn me, HttpRequest<?> request) throws SQLException {
        return privacy.download(me.member(), id, part, RequestId.of(request));
    }
}
