package ai.ominigate.console.requests;

import ai.ominigate.console.remote.Version;
import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.approval.ApproveProposal;
import ai.ominigate.model.approval.RefuseProposal;
import ai.ominigate.model.privacy.ClearDeletion;
import ai.ominigate.model.privacy.CorrectionDetails;
import ai.ominigate.model.privacy.DataFound;
import ai.ominigate.model.privacy.DeletionCleared;
import ai.ominigate.model.privacy.GiveReason;
import ai.ominigate.model.privacy.HoldAccount;
import ai.ominigate.model.privacy.LegalHoldDetails;
import ai.ominigate.model.privacy.LetterPreview;
import ai.ominigate.model.privacy.LiftRestriction;
import ai.ominigate.model.privacy.OpenRequest;
import ai.ominigate.model.privacy.PackageRevoked;
import ai.ominigate.model.privacy.RequestDetails;
import ai.ominigate.model.privacy.RequestFilterDetails;
import ai.ominigate.model.privacy.RequestSummary;
import ai.ominigate.model.privacy.RestrictionDetails;
import ai.ominigate.model.privacy.RevokePackage;
import ai.ominigate.model.privacy.SaveRequestFilter;
import ai.ominigate.model.privacy.TellPassphrase;
import ai.ominigate.model.privacy.ToldPassphrase;
import ai.ominigate.model.privacy.VaultRecord;
import ai.ominigate.model.privacy.WholeMessage;
import ai.ominigate.model.privacy.WriteCorrection;
import ai.ominigate.model.privacy.WriteLetter;
import java.util.Map;
import okhttp3.ResponseBody;
import retrofit2.Call;
import retrofit2.http.Body;
import retrofit2.http.DELETE;
import retrofit2.http.GET;
import retrofit2.http.Header;
import retrofit2.http.POST;
import retrofit2.http.Path;
import retrofit2.http.QueryMap;

/** What people ask about their data, as the staff API tells of it. */
interface RequestsApi {

    @GET("admin/v1/privacy/requests")
    Call<Page<RequestSummary>> requests(@QueryMap Map<String, String> query);

    /** A CSV file. */
    @POST("admin/v1/privacy/requests/export")
    Call<ResponseBody> export(@QueryMap Map<String, String> query);

    @GET("admin/v1/privacy/requests/{id}")
    Call<RequestDetails> request(@Path("id") String id);

    @POST("admin/v1/privacy/requests")
    Call<RequestSummary> open(@Body OpenRequest wish);

    /** A step by the name of its route, of which the API has many with the same answer. */
    @POST("admin/v1/privacy/requests/{id}/{step}")
    Call<RequestSummary> take(
            @Path("id") String id,
            @Path(value = "step", encoded = true) String step,
            @Header("If-Match") Version version,
            @Body Object wish);

    @DELETE("admin/v1/privacy/requests/{id}/letters/{letter}")
    Call<RequestSummary> takeBackLetter(@Path("id") String id, @Path("letter") String letter);

    /** The same for what is added to a request, whichever version it has. */
    @POST("admin/v1/privacy/requests/{id}/{what}")
    Call<RequestSummary> add(
            @Path("id") String id, @Path(value = "what", encoded = true) String what, @Body Object wish);

    @POST("admin/v1/privacy/requests/{id}/letters/preview")
    Call<LetterPreview> preview(@Path("id") String id, @Body WriteLetter wish);

    @GET("admin/v1/privacy/requests/{id}/data")
    Call<DataFound> data(@Path("id") String id);

    @GET("admin/v1/privacy/requests/{id}/correction")
    Call<CorrectionDetails> correction(@Path("id") String id);

    @POST("admin/v1/privacy/requests/{id}/correction/preview")
    Call<CorrectionDetails> preview(@Path("id") String id, @Body WriteCorrection wish);

    @POST("admin/v1/privacy/requests/{id}/correction")
    Call<CorrectionDetails> correct(
            @Path("id") String id, @Header("If-Match") Version version, @Body WriteCorrection wish);

    @GET("admin/v1/privacy/requests/{id}/messages/{message}")
    Call<WholeMessage> message(@Path("id") String id, @Path("message") String message);

    @GET("admin/v1/privacy/requests/{id}/messages/{message}/files/{number}")
    Call<ResponseBody> file(@Path("id") String id, @Path("message") String message, @Path("number") int number);

    @GET("admin/v1/privacy/requests/{id}/{proof}")
    Call<ResponseBody> proof(@Path("id") String id, @Path("proof") String proof);

    @POST("admin/v1/privacy/clearances/{what}")
    Call<DeletionCleared> clear(@Path("what") String what, @Body ClearDeletion wish);

    @POST("admin/v1/privacy/packages/revoke")
    Call<PackageRevoked> revoke(@Body RevokePackage wish);

    @POST("admin/v1/privacy/packages/passphrase")
    Call<ToldPassphrase> passphrase(@Body TellPassphrase wish);

    @GET("admin/v1/privacy/filters")
    Call<Page<RequestFilterDetails>> filters();

    @POST("admin/v1/privacy/filters")
    Call<RequestFilterDetails> save(@Body SaveRequestFilter wish);

    @DELETE("admin/v1/privacy/filters/{id}")
    Call<Void> forget(@Path("id") String filter, @Header("If-Match") Version version);

    @GET("admin/v1/privacy/restrictions")
    Call<Page<RestrictionDetails>> restrictions(@QueryMap Map<String, String> query);

    @POST("admin/v1/privacy/restrictions/{id}/lift")
    Call<ApprovalDetails> lift(
            @Path("id") String restriction, @Header("If-Match") Version version, @Body LiftRestriction wish);

    @GET("admin/v1/privacy/legal-holds")
    Call<Page<LegalHoldDetails>> holds(@QueryMap Map<String, String> query);

    @POST("admin/v1/privacy/legal-holds")
    Call<ApprovalDetails> hold(@Body HoldAccount wish);

    @POST("admin/v1/privacy/legal-holds/{id}/lift")
    Call<ApprovalDetails> lift(@Path("id") String hold, @Header("If-Match") Version version, @Body GiveReason wish);

    @GET("admin/v1/privacy/vault")
    Call<Page<VaultRecord>> vault(@QueryMap Map<String, String> query);

    @GET("admin/v1/approvals/{id}")
    Call<ApprovalDetails> approval(@Path("id") String id);

    @POST("admin/v1/approvals/{id}/approve")
    Call<ApprovalDetails> approve(
            @Path("id") String id, @Header("If-Match") Version version, @Body ApproveProposal wish);

    @POST("admin/v1/approvals/{id}/refuse")
    Call<ApprovalDetails> refuse(@Path("id") String id, @Header("If-Match") Version version, @Body RefuseProposal wish);
}
