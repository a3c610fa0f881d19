package ai.ominigate.console.retention;

import ai.ominigate.console.remote.Version;
import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.retention.ChangeWindow;
import ai.ominigate.model.retention.ConfirmWindow;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.PurgeReceipt;
import ai.ominigate.model.retention.RetentionRule;
import ai.ominigate.model.retention.WindowPreview;
import java.util.Map;
import retrofit2.Call;
import retrofit2.http.Body;
import retrofit2.http.DELETE;
import retrofit2.http.GET;
import retrofit2.http.Header;
import retrofit2.http.POST;
import retrofit2.http.Path;
import retrofit2.http.Query;
import retrofit2.http.QueryMap;

/** Retention, as the staff API tells of it. */
interface RetentionApi {

    /** All at once: there are no pages of them to ask for. */
    @GET("admin/v1/retention/rules")
    Call<Page<RetentionRule>> rules();

    @GET("admin/v1/retention/rules/{dataClass}/preview")
    Call<WindowPreview> preview(@Path("dataClass") DataClass of, @Query("window") String window);

    @POST("admin/v1/retention/rules/{dataClass}/window")
    Call<ApprovalDetails> change(
            @Path("dataClass") DataClass of, @Header("If-Match") Version version, @Body ChangeWindow wish);

    @POST("admin/v1/retention/rules/{dataClass}/confirm")
    Call<ApprovalDetails> confirm(
            @Path("dataClass") DataClass of, @Header("If-Match") Version version, @Body ConfirmWindow wish);

    @DELETE("admin/v1/retention/rules/{dataClass}/pending")
    Call<RetentionRule> takeBack(@Path("dataClass") DataClass of, @Header("If-Match") Version version);

    @POST("admin/v1/retention/rules/{dataClass}/purge")
    Call<RetentionRule> purge(@Path("dataClass") DataClass of);

    @GET("admin/v1/retention/purges")
    Call<Page<PurgeReceipt>> purges(@QueryMap Map<String, String> query);
}
