# assay_embed_file(<target> <name> <file>) puts the bytes of a file into the program, uncompiled and without any work at
# start-up. They are read in C++ through
#     namespace assay::embedded { std::string_view <name>(); }
# which the user of the data declares in a header of its own. The assembler copies the bytes (.incbin), so that the size of
# the file costs no compile time, and gets the folder by -I, so that no path of the building machine enters the object.
set(ASSAY_EMBED_TEMPLATE ${CMAKE_CURRENT_LIST_DIR}/embedded_file.cc.in)
function(assay_embed_file target name file)
  get_filename_component(path ${file} ABSOLUTE)
  get_filename_component(folder ${path} DIRECTORY)
  get_filename_component(file_name ${path} NAME)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cc)
  configure_file(${ASSAY_EMBED_TEMPLATE} ${source} @ONLY)
  target_sources(${target} PRIVATE ${source})
  set_source_files_properties(${source} TARGET_DIRECTORY ${target} PROPERTIES
    OBJECT_DEPENDS ${path} COMPILE_OPTIONS "-Wa,-I${folder}")
endfunction()

# assay_embed_folder(<target> <name> <folder> <file>...) does so with several files of a folder, which are then found by
# their paths below it:
#     namespace assay::embedded { std::optional<std::string_view> <name>(std::string_view path); }
set(ASSAY_EMBED_FOLDER_TEMPLATE ${CMAKE_CURRENT_LIST_DIR}/embedded_folder.cc.in)
function(assay_embed_folder target name folder)
  set(declarations)
  set(entries)
  foreach(file IN LISTS ARGN)
    string(MAKE_C_IDENTIFIER ${name}_${file} file_name)
    assay_embed_file(${target} ${file_name} ${folder}/${file})
    string(APPEND declarations "std::string_view ${file_name}();\n")
    string(APPEND entries "    {\"${file}\", ${file_name}},\n")
  endforeach()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_folder_${name}.cc)
  configure_file(${ASSAY_EMBED_FOLDER_TEMPLATE} ${source} @ONLY)
  target_sources(${target} PRIVATE ${source})
endfunction()
