package ai.ominigate.console.staff;

import ai.ominigate.console.remote.Version;
import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.staff.AccessDetails;
import ai.ominigate.model.staff.GiveRoles;
import ai.ominigate.model.staff.InvitationDetails;
import ai.ominigate.model.staff.InviteMember;
import ai.ominigate.model.staff.Invited;
import ai.ominigate.model.staff.MemberDetails;
import ai.ominigate.model.staff.RemoveMember;
import ai.ominigate.model.staff.ReviewAccess;
import ai.ominigate.model.staff.RightsTable;
import ai.ominigate.model.staff.SessionDetails;
import java.util.Map;
import retrofit2.Call;
import retrofit2.http.Body;
import retrofit2.http.DELETE;
import retrofit2.http.GET;
import retrofit2.http.Header;
import retrofit2.http.POST;
import retrofit2.http.Path;
import retrofit2.http.QueryMap;

/** Who works here. */
interface StaffApi {

    @GET("admin/v1/staff")
    Call<Page<MemberDetails>> members(@QueryMap Map<String, String> query);

    @GET("admin/v1/staff/{id}/sessions")
    Call<Page<SessionDetails>> sessions(@Path("id") String member);

    @DELETE("admin/v1/staff/{id}/sessions")
    Call<Void> endSessions(@Path("id") String member);

    @DELETE("admin/v1/staff/{id}/sessions/{session}")
    Call<Void> endSession(@Path("id") String member, @Path("session") String session);

    @GET("admin/v1/access")
    Call<Page<AccessDetails>> access(@QueryMap Map<String, String> query);

    @POST("admin/v1/staff/{id}/review")
    Call<AccessDetails> review(@Path("id") String member, @Header("If-Match") Version version, @Body ReviewAccess wish);

    @POST("admin/v1/staff/{id}/roles")
    Call<ApprovalDetails> giveRoles(
            @Path("id") String member, @Header("If-Match") Version version, @Body GiveRoles wish);

    @POST("admin/v1/staff/{id}/remove")
    Call<ApprovalDetails> remove(
            @Path("id") String member, @Header("If-Match") Version version, @Body RemoveMember wish);

    @GET("admin/v1/rights")
    Call<RightsTable> rights();

    @GET("admin/v1/invitations")
    Call<Page<InvitationDetails>> invitations(@QueryMap Map<String, String> query);

    @POST("admin/v1/invitations/{id}/token")
    Call<Invited> renew(@Path("id") String invitation, @Header("If-Match") Version version);

    @DELETE("admin/v1/invitations/{id}")
    Call<Void> withdraw(@Path("id") String invitation, @Header("If-Match") Version version);

    @POST("admin/v1/invitations")
    Call<Invited> invite(@Body InviteMember wish);
}
