package io.millwright.operation.rest;

import io.millwright.operation.resource.Catalogue;
import io.millwright.operation.resource.Permission;
import java.util.Hashtable;
import javax.ws.rs.Path;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.useradmin.Role;
import org.osgi.service.useradmin.UserAdmin;
import org.osgi.util.tracker.ServiceTracker;

/** The registered resource, and the permissions that a person gives to users for it. Loaded only where its classes are there. */
final class RestService implements AutoCloseable {
    /** Kura's permissions are groups of this prefix; its REST service puts {@code rest.} before a role. */
    private static final String PERMISSION_PREFIX = "kura.permission.rest.";

    private final ServiceRegistration<RestResource> resource;
    private final ServiceTracker<UserAdmin, UserAdmin> users;

    private RestService(BundleContext context, Catalogue catalogue) {
        users = new ServiceTracker<>(context, UserAdmin.class, null) {
            @Override
            public UserAdmin addingService(ServiceReference<UserAdmin> reference) {
                UserAdmin admin = super.addingService(reference);
                for (Permission permission : Permission.values()) {
                    // Null where it is there already, with the users who have it.
                    admin.createRole(PERMISSION_PREFIX + RestResource.role(permission), Role.GROUP);
                }
                return admin;
            }
        };
        users.open();
        resource = context.registerService(RestResource.class, new RestResource(catalogue), new Hashtable<>());
    }

    static RestService offer(BundleContext context, Catalogue catalogue) {
        // Annotations alone would not say that they are not there.
        Path.class.getName();
        return new RestService(context, catalogue);
    }

    @Override
    public void close() {
        resource.unregister();
        users.close();
    }
}
