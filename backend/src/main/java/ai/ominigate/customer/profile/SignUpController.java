package ai.ominigate.customer.profile;

import ai.ominigate.customer.door.Cookies;
import ai.ominigate.customer.door.ForEverybody;
import ai.ominigate.customer.door.Requester.SignedIn;
import ai.ominigate.customer.identity.CustomerSession.Opened;
import ai.ominigate.customer.identity.EmailChanges;
import ai.ominigate.customer.identity.PasswordResets;
import ai.ominigate.customer.identity.Sessions;
import ai.ominigate.customer.identity.SignUps;
import ai.ominigate.customer.identity.Visit;
import ai.ominigate.model.own.AskPasswordReset;
import ai.ominigate.model.own.ConfirmSignUp;
import ai.ominigate.model.own.EmailChangeProgress;
import ai.ominigate.model.own.FollowLink;
import ai.ominigate.model.own.OwnProfile;
import ai.ominigate.model.own.ResetPassword;
import ai.ominigate.model.own.SignUp;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Getting an account, and getting back into it. */
@Controller("/api/v1")
@ExecuteOn(TaskExecutors.BLOCKING)
@ForEverybody
final class SignUpController {
    private final SignUps signUps;
    private final PasswordResets resets;
    private final EmailChanges emails;
    private final Sessions sessions;
    private final Cookies cookies;

    SignUpController(SignUps signUps, PasswordResets resets, EmailChanges emails, Sessions sessions, Cookies cookies) {
        this.signUps = signUps;
        this.resets = resets;
        this.emails = emails;
        this.sessions = sessions;
        this.cookies = cookies;
    }

    /** Sends a letter to the address; the answer is the same whether or not there is an account with it. */
    @Post("/sign-up")
    @Status(HttpStatus.ACCEPTED)
    void signUp(@Body SignUp wish, Visit visit) throws SQLException {
        signUps.ask(wish.email(), wish.password(), visit);
    }

    /** Makes the account, by what stands in the letter and the password that was chosen, and signs in to it. */
    @Post("/sign-up/confirm")
    HttpResponse<OwnProfile> confirm(
            @Body ConfirmSignUp wish, Visit visit, @Nullable SignedIn before, HttpRequest<?> request)
            throws SQLException {
        Opened opened = signUps.confirm(wish.token(), wish.password(), visit);
        if (before != null) {
            sessions.end(before.member().id(), before.session().id());
        }
        MutableHttpResponse<OwnProfile> made =
                HttpResponse.created(Forms.profile(opened.session().member()));
        cookies.signIn(request, made, opened);
        return made;
    }

    /** Sends a letter to the address if somebody signs in with it; the answer is the same if not. */
    @Post("/password/reset")
    @Status(HttpStatus.ACCEPTED)
    void reset(@Body AskPasswordReset wish, Visit visit) throws SQLException {
        resets.ask(wish.email(), visit);
    }

    /** Says yes to another address, or to having the old one back, by what stands in the letter. */
    @Post("/email/confirm")
    EmailChangeProgress confirmEmail(@Body FollowLink wish, Visit visit) throws SQLException {
        EmailChanges.Progress progress = emails.follow(wish.token(), visit);
        return new EmailChangeProgress(progress.confirmedByOld(), progress.confirmedByNew(), progress.done());
    }

    /** Chooses another password, by what stands in the letter. All sessions end; sign in with it next. */
    @Post("/password/reset/confirm")
    @Status(HttpStatus.NO_CONTENT)
    void choose(@Body ResetPassword wish, Visit visit) throws SQLException {
        resets.choose(wish.token(), wish.password(), visit);
    }
}
