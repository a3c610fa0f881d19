package ai.ominigate.customer.profile;

import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester.SignedIn;
import ai.ominigate.customer.identity.CustomerSession;
import ai.ominigate.customer.identity.EmailChanges;
import ai.ominigate.customer.identity.PasswordResets;
import ai.ominigate.customer.identity.Profiles;
import ai.ominigate.customer.identity.SecondFactors;
import ai.ominigate.customer.identity.SecondFactors.Offer;
import ai.ominigate.customer.identity.Sessions;
import ai.ominigate.model.Page;
import ai.ominigate.model.own.ChangeOwnEmail;
import ai.ominigate.model.own.ChangeOwnPassword;
import ai.ominigate.model.own.ChangeProfile;
import ai.ominigate.model.own.ConfirmSecondFactor;
import ai.ominigate.model.own.CustomerSessionDetails;
import ai.ominigate.model.own.EndSecondFactor;
import ai.ominigate.model.own.OfferSecondFactor;
import ai.ominigate.model.own.OwnProfile;
import ai.ominigate.model.own.RecoveryCodeList;
import ai.ominigate.model.own.SecondFactorOffer;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/** Oneself. */
@Controller("/api/v1/me")
@ExecuteOn(TaskExecutors.BLOCKING)
@Permitted(Permission.OWN_PROFILE)
final class MeController {
    private final DataSource dataSource;
    private final Profiles profiles;
    private final Sessions sessions;
    private final PasswordResets passwords;
    private final SecondFactors factors;
    private final EmailChanges emails;

    MeController(
            DataSource dataSource,
            Profiles profiles,
            Sessions sessions,
            PasswordResets passwords,
            SecondFactors factors,
            EmailChanges emails) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.profiles = profiles;
        this.sessions = sessions;
        this.passwords = passwords;
        this.factors = factors;
        this.emails = emails;
    }

    /** Who one is here, and what one tells of oneself. */
    @Get
    OwnProfile me(SignedIn me) {
        return Forms.profile(me.member());
    }

    /** Says what one tells of oneself; what is absent is told no more. */
    @Put
    OwnProfile change(@Body ChangeProfile wish, ExpectedVersion version, SignedIn me) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            version.check(Forms.profile(profiles.lock(transaction, me.member().id())));
            return Forms.profile(profiles.change(transaction, me.member().id(), wish));
        });
    }

    /** Where one is signed in, the latest first. */
    @Get("/sessions")
    Page<CustomerSessionDetails> sessions(SignedIn me) throws SQLException {
        return new Page<>(
                sessions.of(me.member().id()).stream()
                        .map(session -> Forms.session(session, me.session().id()))
                        .toList(),
                null);
    }

    /** Signs out somewhere. */
    @Delete("/sessions/{id}")
    @Status(HttpStatus.NO_CONTENT)
    void end(@PathVariable UUID id, SignedIn me) throws SQLException {
        if (!sessions.end(me.member().id(), id)) {
            throw Refused.notFound("You are not signed in there, or not any more.");
        }
    }

    /** Signs out everywhere else. */
    @Delete("/sessions")
    @Status(HttpStatus.NO_CONTENT)
    void endOthers(SignedIn me) throws SQLException {
        sessions.endAll(me.member().id(), me.session().id());
    }

    /** Chooses another password, and signs out everywhere else. */
    @Put("/password")
    @Status(HttpStatus.NO_CONTENT)
    void password(@Body ChangeOwnPassword wish, SignedIn me) throws SQLException {
        CustomerSession session = me.session();
        passwords.change(session, wish.present(), wish.password());
    }

    /** Asks for another address: a letter goes to both, and both have to say yes. */
    @Put("/email")
    @Status(HttpStatus.ACCEPTED)
    void email(@Body ChangeOwnEmail wish, SignedIn me) throws SQLException {
        emails.ask(me.member().id(), wish.email(), wish.password());
    }

    /** Offers a second factor; it counts from {@code /confirm} on. */
    @Post("/second-factor")
    SecondFactorOffer offer(@Body OfferSecondFactor wish, SignedIn me) throws SQLException {
        Offer offer = factors.offer(me.member().id(), wish.password());
        return new SecondFactorOffer(offer.secret(), offer.uri());
    }

    /** Shows a code of it: from now on signing in takes one. Recovery codes are in this answer alone. */
    @Post("/second-factor/confirm")
    RecoveryCodeList confirm(@Body ConfirmSecondFactor wish, SignedIn me) throws SQLException {
        return new RecoveryCodeList(factors.confirm(me.member().id(), wish.code()));
    }

    /** Signs in with the password alone from now on. */
    @Post("/second-factor/end")
    @Status(HttpStatus.NO_CONTENT)
    void endSecondFactor(@Body EndSecondFactor wish, SignedIn me) throws SQLException {
        factors.turnOff(me.member().id(), wish.password(), wish.code());
    }
}
