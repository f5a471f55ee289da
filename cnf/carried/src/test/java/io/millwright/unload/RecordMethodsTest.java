package io.millwright.unload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import org.junit.jupiter.api.Test;

/** A bundle's loader can go although its records were compared. */
class RecordMethodsTest {
    /** Defines {@link Compared} anew, as a framework does for each generation of a bundle. */
    private static final class Loader extends ClassLoader {
        Class<?> define(Class<?> like) throws IOException {
            String file = like.getName().replace('.', '/') + ".class";
            try (InputStream in = like.getClassLoader().getResourceAsStream(file)) {
                byte[] bytes = in.readAllBytes();
                return defineClass(like.getName(), bytes, 0, bytes.length);
            }
        }
    }

    private static WeakReference<ClassLoader> used() throws Exception {
        Loader loader = new Loader();
        Class<?> kind = loader.define(Compared.Kind.class);
        Constructor<?> constructor = loader.define(Compared.class).getConstructor(kind);
        Object one = constructor.newInstance(kind.getEnumConstants()[0]);
        assertEquals(one, constructor.newInstance(kind.getEnumConstants()[0]));
        assertEquals(one.hashCode(), one.hashCode());
        assertEquals("Compared[kind=ONE]", one.toString());
        return new WeakReference<>(loader);
    }

    @Test
    void a16ALoaderWhoseRecordsWereComparedIsNotKept() throws Exception {
        WeakReference<ClassLoader> loader = used();
        RecordMethods.forget();
        for (int i = 0; i < 50 && loader.get() != null; i++) {
            System.gc();
        }
        assertNull(loader.get());
    }
}
