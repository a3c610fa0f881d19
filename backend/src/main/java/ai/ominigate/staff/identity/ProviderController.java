package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.ProviderOffer;
import ai.ominigate.model.staff.ProviderSignIn;
import ai.ominigate.model.staff.SessionDetails;
import ai.ominigate.model.staff.SignedIn;
import ai.ominigate.platform.ClientAddress;
import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.BeforeSignIn;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.InstantSource;

/** Signing in at the organisation's own OpenID provider, where one is set up. */
@Controller("/admin/v1/oidc")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ProviderController {
    private final Provider provider;
    private final ProviderSignIns signIns;
    private final Sessions sessions;
    private final ClientAddress addresses;
    private final InstantSource clock;

    ProviderController(
            Provider provider,
            ProviderSignIns signIns,
            Sessions sessions,
            ClientAddress addresses,
            InstantSource clock) {
        this.provider = provider;
        this.signIns = signIns;
        this.sessions = sessions;
        this.addresses = addresses;
        this.clock = clock;
    }

    /** Where the browser goes. {@code 404} with the code {@code oidc_off} if there is no provider. */
    @Get
    @BeforeSignIn
    ProviderOffer offer() {
        return provider.offer();
    }

    /** Signs somebody in with the code that the provider gave the browser. */
    @Post("/session")
    @BeforeSignIn
    SignedIn signIn(@Body ProviderSignIn wish, HttpRequest<?> request) throws SQLException {
        return signIns.signIn(wish, address(request), RequestId.of(request));
    }

    /**
     * Shows again who one is, for whoever signs in at the provider: the browser goes there with {@code max_age=0}, and
     * for five minutes, what is dangerous can be done with this session.
     */
    @Post("/step-up")
    @Allowed(Capability.BE_STAFF)
    SessionDetails stepUp(@Body ProviderSignIn wish, Actor.Member me, HttpRequest<?> request) throws SQLException {
        signIns.stepUp(me, wish, address(request), RequestId.of(request));
        return sessions.require(me).details(me.session(), clock.instant());
    }

    private byte[] address(HttpRequest<?> request) {
        return addresses.of(request.getRemoteAddress(), request.getHeaders()::getAll);
    }
}
