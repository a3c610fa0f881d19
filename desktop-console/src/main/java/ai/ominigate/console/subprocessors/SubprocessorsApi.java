package ai.ominigate.console.subprocessors;

import ai.ominigate.console.remote.Version;
import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.subprocessor.AmendSubprocessor;
import ai.ominigate.model.subprocessor.ObjectionDetails;
import ai.ominigate.model.subprocessor.PublishSubprocessors;
import ai.ominigate.model.subprocessor.RecordObjection;
import ai.ominigate.model.subprocessor.SettleObjection;
import ai.ominigate.model.subprocessor.SubprocessorDetails;
import ai.ominigate.model.subprocessor.SubprocessorDifference;
import ai.ominigate.model.subprocessor.SubprocessorFacts;
import ai.ominigate.model.subprocessor.SubprocessorList;
import ai.ominigate.model.subprocessor.SubprocessorReason;
import ai.ominigate.model.system.EgressReport;
import java.util.Map;
import java.util.UUID;
import retrofit2.Call;
import retrofit2.http.Body;
import retrofit2.http.DELETE;
import retrofit2.http.GET;
import retrofit2.http.Header;
import retrofit2.http.POST;
import retrofit2.http.PUT;
import retrofit2.http.Path;
import retrofit2.http.QueryMap;

/** Subprocessors, as the staff API tells of them. */
interface SubprocessorsApi {

    @GET("admin/v1/subprocessors")
    Call<Page<SubprocessorDetails>> companies(@QueryMap Map<String, String> query);

    @POST("admin/v1/subprocessors")
    Call<SubprocessorDetails> add(@Body SubprocessorFacts facts);

    @PUT("admin/v1/subprocessors/{id}")
    Call<SubprocessorDetails> write(
            @Path("id") UUID id, @Header("If-Match") Version version, @Body SubprocessorFacts facts);

    @DELETE("admin/v1/subprocessors/{id}")
    Call<Void> discard(@Path("id") UUID id, @Header("If-Match") Version version);

    @POST("admin/v1/subprocessors/{id}/approve")
    Call<ApprovalDetails> approve(
            @Path("id") UUID id, @Header("If-Match") Version version, @Body SubprocessorReason wish);

    @POST("admin/v1/subprocessors/{id}/activate")
    Call<SubprocessorDetails> activate(
            @Path("id") UUID id, @Header("If-Match") Version version, @Body SubprocessorReason wish);

    @POST("admin/v1/subprocessors/{id}/amend")
    Call<ApprovalDetails> amend(@Path("id") UUID id, @Header("If-Match") Version version, @Body AmendSubprocessor wish);

    @POST("admin/v1/subprocessors/{id}/doubt")
    Call<SubprocessorDetails> doubt(
            @Path("id") UUID id, @Header("If-Match") Version version, @Body SubprocessorReason wish);

    @POST("admin/v1/subprocessors/{id}/retire")
    Call<ApprovalDetails> retire(
            @Path("id") UUID id, @Header("If-Match") Version version, @Body SubprocessorReason wish);

    @GET("admin/v1/subprocessors/lists")
    Call<Page<SubprocessorList>> lists(@QueryMap Map<String, String> query);

    @GET("admin/v1/subprocessors/lists/draft")
    Call<SubprocessorList> draft();

    @GET("admin/v1/subprocessors/lists/draft/difference")
    Call<SubprocessorDifference> draftDifference();

    @GET("admin/v1/subprocessors/lists/{number}/difference")
    Call<SubprocessorDifference> difference(@Path("number") int number);

    @POST("admin/v1/subprocessors/lists/draft/publish")
    Call<ApprovalDetails> publish(@Header("If-Match") Version version, @Body PublishSubprocessors wish);

    @GET("admin/v1/subprocessors/objections")
    Call<Page<ObjectionDetails>> objections(@QueryMap Map<String, String> query);

    @POST("admin/v1/subprocessors/objections")
    Call<ObjectionDetails> record(@Body RecordObjection wish);

    @POST("admin/v1/subprocessors/objections/{id}/settle")
    Call<ObjectionDetails> settle(@Path("id") UUID id, @Header("If-Match") Version version, @Body SettleObjection wish);

    @GET("admin/v1/egress")
    Call<EgressReport> egress();
}
