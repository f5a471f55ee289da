package io.millwright.operation.rest;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Catalogue;
import io.millwright.operation.resource.ErrorDocument;
import io.millwright.operation.resource.JsonBody;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.annotation.security.RolesAllowed;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.PathSegment;
import javax.ws.rs.core.Response;
import javax.ws.rs.core.SecurityContext;
import javax.ws.rs.core.UriInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET} asks for a resource, {@code POST} does something. Login, session and its token are checked by the gateway's REST service
 * before. One template for both verbs: where two match, the service looks at the verbs of one alone. Thread-safe.
 */
@Path("/millwright/v1{asked:(/.*)?}")
public final class RestResource {
    private static final Logger LOG = LoggerFactory.getLogger(RestResource.class);

    /** A configuration with its tag tables. */
    static final int LARGEST_BODY_BYTES = 20 << 20;

    private static final String READ_ROLE = "millwright";
    private static final int FAILED = 500;
    /** Before what is asked for: millwright, v1. */
    private static final int OWN_SEGMENTS = 2;

    private final Catalogue catalogue;
    private final AtomicBoolean faultLogged = new AtomicBoolean();

    private interface Question {
        JsonObject answer(List<String> path, Caller caller) throws Refusal, IOException;
    }

    RestResource(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Returns the role that permits it. */
    static String role(Permission permission) {
        return switch (permission) {
            case READ -> READ_ROLE;
            case OPERATE -> READ_ROLE + ".operate";
            case ADMINISTER -> READ_ROLE + ".administer";
        };
    }

    /** Called by the REST service. */
    @GET
    @RolesAllowed({READ_ROLE, READ_ROLE + ".operate", READ_ROLE + ".administer"})
    @Produces(MediaType.APPLICATION_JSON)
    public Response get(@Context UriInfo uri, @Context SecurityContext user) {
        return answer(uri, user, (path, caller) -> catalogue.get(path, parameters(uri), caller));
    }

    /** Called by the REST service. */
    @POST
    @RolesAllowed({READ_ROLE, READ_ROLE + ".operate", READ_ROLE + ".administer"})
    @Produces(MediaType.APPLICATION_JSON)
    public Response run(@Context UriInfo uri, @Context SecurityContext user, InputStream body) {
        return answer(uri, user, (path, caller) -> catalogue.run(path, JsonBody.of(body, LARGEST_BODY_BYTES), caller));
    }

    private Response answer(UriInfo uri, SecurityContext user, Question question) {
        try {
            return response(Response.Status.OK.getStatusCode(), question.answer(path(uri), caller(user)));
        } catch (Refusal refused) {
            return response(refused.kind().status(), ErrorDocument.of(refused));
        } catch (IOException e) {
            return response(
                    Refusal.Kind.BAD_REQUEST.status(),
                    ErrorDocument.of(
                            Refusal.Kind.BAD_REQUEST.name(), "body", "the body did not come to its end", "try again"));
        } catch (RuntimeException | LinkageError | StackOverflowError fault) {
            if (faultLogged.compareAndSet(false, true)) {
                LOG.error("A call of the REST service was not answered; later faults are not logged", fault);
            }
            return response(
                    FAILED,
                    ErrorDocument.of("FAILED", "", "a fault of the gateway's software was met", "look into its log"));
        }
    }

    private static Caller caller(SecurityContext user) {
        Permission most = null;
        for (Permission permission : Permission.values()) {
            most = user.isUserInRole(role(permission)) ? permission : most;
        }
        return new Caller(user.getUserPrincipal().getName(), Caller.Road.REST, most);
    }

    private static List<String> path(UriInfo uri) {
        List<String> path = new ArrayList<>();
        for (PathSegment segment : uri.getPathSegments()) {
            path.add(segment.getPath());
        }
        List<String> asked = new ArrayList<>(path.subList(Math.min(OWN_SEGMENTS, path.size()), path.size()));
        // A path that ends in a slash; an empty part between others is one.
        while (!asked.isEmpty() && asked.get(asked.size() - 1).isEmpty()) {
            asked.remove(asked.size() - 1);
        }
        return asked;
    }

    private static Map<String, String> parameters(UriInfo uri) throws Refusal {
        Map<String, String> parameters = new TreeMap<>();
        for (Map.Entry<String, List<String>> each : uri.getQueryParameters().entrySet()) {
            if (each.getValue().size() != 1) {
                throw Refusal.field(each.getKey(), each.getKey() + " is given several times", "give it once");
            }
            parameters.put(each.getKey(), each.getValue().get(0));
        }
        return parameters;
    }

    /** A stream, because the gateway's writer of JSON would quote a text once more. */
    private static Response response(int status, JsonObject document) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "no-store")
                .entity(new ByteArrayInputStream(document.toString().getBytes(StandardCharsets.UTF_8)))
                .build();
    }
}
