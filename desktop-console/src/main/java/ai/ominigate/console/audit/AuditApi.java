package ai.ominigate.console.audit;

import ai.ominigate.model.Page;
import ai.ominigate.model.audit.AuditEntry;
import ai.ominigate.model.audit.AuditReport;
import ai.ominigate.model.audit.KeptCheckpoint;
import ai.ominigate.model.staff.MemberDetails;
import java.util.Map;
import okhttp3.ResponseBody;
import retrofit2.Call;
import retrofit2.http.GET;
import retrofit2.http.POST;
import retrofit2.http.Path;
import retrofit2.http.QueryMap;

/** The audit log. */
interface AuditApi {

    @GET("admin/v1/audit/entries")
    Call<Page<AuditEntry>> entries(@QueryMap Map<String, String> query);

    @POST("admin/v1/audit/verify")
    Call<AuditReport> verify();

    @GET("admin/v1/audit/checkpoints")
    Call<Page<KeptCheckpoint>> checkpoints(@QueryMap Map<String, String> query);

    @POST("admin/v1/audit/checkpoints/{size}/verify")
    Call<AuditReport> verify(@Path("size") long size);

    @GET("admin/v1/staff")
    Call<Page<MemberDetails>> staff(@QueryMap Map<String, String> query);

    /** A zip file. */
    @POST("admin/v1/audit/export")
    Call<ResponseBody> export();
}
