package ai.ominigate.console.approvals;

import ai.ominigate.console.remote.Version;
import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.approval.ApproveProposal;
import ai.ominigate.model.approval.RefuseProposal;
import java.util.Map;
import retrofit2.Call;
import retrofit2.http.Body;
import retrofit2.http.GET;
import retrofit2.http.Header;
import retrofit2.http.POST;
import retrofit2.http.Path;
import retrofit2.http.QueryMap;

/** Proposals, and deciding about them. */
interface ApprovalsApi {

    @GET("admin/v1/approvals")
    Call<Page<ApprovalDetails>> list(@QueryMap Map<String, String> query);

    /** Tells who else has looked at it, and that whoever asks has. */
    @GET("admin/v1/approvals/{id}")
    Call<ApprovalDetails> look(@Path("id") String id);

    @POST("admin/v1/approvals/{id}/approve")
    Call<ApprovalDetails> approve(
            @Path("id") String id, @Header("If-Match") Version version, @Body ApproveProposal wish);

    @POST("admin/v1/approvals/{id}/refuse")
    Call<ApprovalDetails> refuse(@Path("id") String id, @Header("If-Match") Version version, @Body RefuseProposal wish);

    @POST("admin/v1/approvals/{id}/withdraw")
    Call<ApprovalDetails> withdraw(@Path("id") String id, @Header("If-Match") Version version);
}
