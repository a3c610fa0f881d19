package ai.ominigate.console.session;

import ai.ominigate.model.staff.Me;
import ai.ominigate.model.staff.ProviderOffer;
import ai.ominigate.model.staff.ProviderSignIn;
import ai.ominigate.model.staff.SessionDetails;
import ai.ominigate.model.staff.SignIn;
import ai.ominigate.model.staff.SignedIn;
import ai.ominigate.model.staff.StepUp;
import retrofit2.Call;
import retrofit2.http.Body;
import retrofit2.http.DELETE;
import retrofit2.http.GET;
import retrofit2.http.POST;

/** Signing in and out. */
interface SessionApi {

    @POST("admin/v1/session")
    Call<SignedIn> signIn(@Body SignIn wish);

    @POST("admin/v1/session/step-up")
    Call<SessionDetails> stepUp(@Body StepUp wish);

    @DELETE("admin/v1/session")
    Call<Void> signOut();

    @GET("admin/v1/me")
    Call<Me> me();

    /** 404 where staff sign in with passwords. */
    @GET("admin/v1/oidc")
    Call<ProviderOffer> provider();

    @POST("admin/v1/oidc/session")
    Call<SignedIn> signIn(@Body ProviderSignIn wish);

    @POST("admin/v1/oidc/step-up")
    Call<SessionDetails> stepUp(@Body ProviderSignIn wish);
}
