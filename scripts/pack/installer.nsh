; Lists Divisi under "Open with" for the formats it imports, without becoming the default program for any.
; SHCTX is HKCU or HKLM, as the user installs for themselves or for all.

!macro divisiOpensWith EXTENSION
  WriteRegStr SHCTX "Software\Classes\${EXTENSION}\OpenWithProgids" "Divisi.Recording" ""
!macroend

!macro divisiForgets EXTENSION
  DeleteRegValue SHCTX "Software\Classes\${EXTENSION}\OpenWithProgids" "Divisi.Recording"
!macroend

!macro customInstall
  WriteRegStr SHCTX "Software\Classes\Divisi.Recording" "" "Recording"
  WriteRegStr SHCTX "Software\Classes\Divisi.Recording\DefaultIcon" "" "$appExe,0"
  WriteRegStr SHCTX "Software\Classes\Divisi.Recording\shell\open\command" "" '"$appExe" "%1"'
  !insertmacro divisiOpensWith ".wav"
  !insertmacro divisiOpensWith ".w64"
  !insertmacro divisiOpensWith ".aif"
  !insertmacro divisiOpensWith ".aiff"
  !insertmacro divisiOpensWith ".flac"
  !insertmacro divisiOpensWith ".mp3"
  !insertmacro divisiOpensWith ".ogg"
  !insertmacro divisiOpensWith ".opus"
  !insertmacro divisiOpensWith ".m4a"
!macroend

!macro customUnInstall
  DeleteRegKey SHCTX "Software\Classes\Divisi.Recording"
  !insertmacro divisiForgets ".wav"
  !insertmacro divisiForgets ".w64"
  !insertmacro divisiForgets ".aif"
  !insertmacro divisiForgets ".aiff"
  !insertmacro divisiForgets ".flac"
  !insertmacro divisiForgets ".mp3"
  !insertmacro divisiForgets ".ogg"
  !insertmacro divisiForgets ".opus"
  !insertmacro divisiForgets ".m4a"
!macroend
