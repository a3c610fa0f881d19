package ai.ominigate.console.audit;

import ai.ominigate.model.Page;
import ai.ominigate.model.audit.AuditEntry;
import ai.ominigate.model.audit.AuditReport;
import java.util.Map;
import okhttp3.ResponseBody;
import retrofit2.Call;
import retrofit2.http.GET;
import retrofit2.http.POST;
import retrofit2.http.QueryMap;

/** The audit log. */
interface AuditApi {

    @GET("admin/v1/audit/entries")
    Call<Page<AuditEntry>> entries(@QueryMap Map<String, String> query);

    @POST("admin/v1/audit/verify")
    Call<AuditReport> verify();

    /** A zip file. */
    @POST("admin/v1/audit/export")
    Call<ResponseBody> export();
}
