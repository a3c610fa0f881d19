package ai.ominigate.console.reveal;

import ai.ominigate.console.remote.Version;
import ai.ominigate.model.Page;
import ai.ominigate.model.reveal.BreakGlass;
import ai.ominigate.model.reveal.BreakGlassDetails;
import java.util.Map;
import retrofit2.Call;
import retrofit2.http.Body;
import retrofit2.http.GET;
import retrofit2.http.Header;
import retrofit2.http.POST;
import retrofit2.http.Path;
import retrofit2.http.QueryMap;

/** Emergencies in which somebody sees more than usual. */
interface BreakGlassApi {

    @POST("admin/v1/break-glass")
    Call<BreakGlassDetails> begin(@Body BreakGlass wish);

    @GET("admin/v1/break-glass")
    Call<Page<BreakGlassDetails>> list(@QueryMap Map<String, String> query);

    @POST("admin/v1/break-glass/{id}/acknowledge")
    Call<BreakGlassDetails> acknowledge(@Path("id") String id, @Header("If-Match") Version version);
}
