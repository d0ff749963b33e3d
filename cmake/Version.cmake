# generated/assay_version.h: version, commit, compiler. The commit is read at every build (the header changes only
# when the commit does).
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/generated)
add_custom_target(assay_version
  COMMAND ${CMAKE_COMMAND} -DSOURCE_DIR=${PROJECT_SOURCE_DIR} -DVERSION=${PROJECT_VERSION}
          "-DCOMPILER=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}" "-DBUILD_TYPE=${CMAKE_BUILD_TYPE}"
          -DOUTPUT=${PROJECT_BINARY_DIR}/generated/assay_version.h -P ${PROJECT_SOURCE_DIR}/cmake/WriteVersion.cmake
  BYPRODUCTS ${PROJECT_BINARY_DIR}/generated/assay_version.h
  VERBATIM)
