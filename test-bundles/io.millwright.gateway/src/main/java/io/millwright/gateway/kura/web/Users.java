package io.millwright.gateway.kura.web;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.useradmin.Authorization;
import org.osgi.service.useradmin.Group;
import org.osgi.service.useradmin.Role;
import org.osgi.service.useradmin.User;
import org.osgi.service.useradmin.UserAdmin;

/** The users and their permissions, under the names that the gateway gives them. Thread-safe. */
final class Users implements UserAdmin {
    private static final String USER = "kura.user.";
    private static final String PERMISSION = "kura.permission.";

    /** Permissions by user. */
    private final Map<String, Set<String>> users = new ConcurrentHashMap<>();

    void put(String user, Set<String> permissions) {
        users.put(user, permissions);
    }

    @Override
    public Role getRole(String name) {
        if (name.startsWith(USER)) {
            return users.containsKey(name.substring(USER.length())) ? role(User.class, name, Set.of()) : null;
        }
        if (!name.startsWith(PERMISSION)) {
            return null;
        }
        String permission = name.substring(PERMISSION.length());
        Role[] members = users.entrySet().stream()
                .filter(each -> each.getValue().contains(permission))
                .map(each -> role(User.class, USER + each.getKey(), Set.of()))
                .toArray(Role[]::new);
        return role(Group.class, name, members);
    }

    private static <T extends Role> T role(Class<T> type, String name, Object members) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
                    case "getName" -> name;
                    case "getMembers" -> members;
                    default -> throw new UnsupportedOperationException(method.toString());
                }));
    }

    @Override
    public Role createRole(String name, int type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean removeRole(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Role[] getRoles(String filter) {
        throw new UnsupportedOperationException();
    }

    @Override
    public User getUser(String key, String value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Authorization getAuthorization(User user) {
        throw new UnsupportedOperationException();
    }
}
