package ai.ominigate.console.release;

import ai.ominigate.model.staff.SignedRelease;
import retrofit2.Call;
import retrofit2.http.GET;

/** What the server passes on about newer consoles. */
interface ReleaseApi {

    /** Nothing where the operator tells of none. */
    @GET("admin/v1/console-release")
    Call<SignedRelease> release();
}
