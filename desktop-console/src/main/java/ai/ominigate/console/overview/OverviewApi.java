package ai.ominigate.console.overview;

import ai.ominigate.model.system.Overview;
import retrofit2.Call;
import retrofit2.http.GET;

/** What goes on. */
interface OverviewApi {

    @GET("admin/v1/overview")
    Call<Overview> overview();
}
