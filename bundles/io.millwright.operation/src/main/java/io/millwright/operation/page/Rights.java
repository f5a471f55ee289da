package io.millwright.operation.page;

import io.millwright.operation.resource.Permission;
import java.util.Arrays;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.useradmin.Group;
import org.osgi.service.useradmin.Role;
import org.osgi.service.useradmin.UserAdmin;

/**
 * What a user of the web admin may, by the gateway's own permissions: {@code kura.admin} administers; {@code kura.device} or {@code
 * kura.wires.admin}, which let a person write to the plant already, operates; whoever else can log in, sees. The gateway keeps
 * permissions as groups of {@link UserAdmin}; where it has none, everybody only sees. Loaded only where that package is there.
 */
final class Rights {
    private static final String PERMISSION = "kura.permission.";
    private static final String USER = "kura.user.";
    private static final String[] OPERATORS = {"kura.device", "kura.wires.admin"};

    private Rights() {}

    static Permission of(BundleContext context, String user) {
        ServiceReference<UserAdmin> reference = context.getServiceReference(UserAdmin.class);
        UserAdmin admin = reference == null ? null : context.getService(reference);
        if (admin == null) {
            return Permission.READ;
        }
        try {
            return of(admin, user);
        } finally {
            context.ungetService(reference);
        }
    }

    static Permission of(UserAdmin admin, String user) {
        if (admin.getRole(USER + user) == null) {
            // Deleted since the login.
            return null;
        }
        if (has(admin, "kura.admin", user)) {
            return Permission.ADMINISTER;
        }
        return Arrays.stream(OPERATORS).anyMatch(permission -> has(admin, permission, user))
                ? Permission.OPERATE
                : Permission.READ;
    }

    private static boolean has(UserAdmin admin, String permission, String user) {
        if (!(admin.getRole(PERMISSION + permission) instanceof Group group)) {
            return false;
        }
        Role[] members = group.getMembers();
        return members != null
                && Arrays.stream(members).anyMatch(member -> member.getName().equals(USER + user));
    }
}
