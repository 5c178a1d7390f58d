@echo off
rem Starts a program of this repository on Windows; the script "ssd" beside it does the same elsewhere, and has the comments.
setlocal EnableExtensions DisableDelayedExpansion
set "root=%~dp0"
set "module="
if "%~1"=="chat" (set "module=examples\console-chatbot" & set "main=io.github.ssd4j.examples.console.ConsoleChatbot" & set "what=the console chatbot")
if "%~1"=="web" (set "module=examples\spring-chatbot" & set "main=io.github.ssd4j.examples.web.SpringChatbot" & set "what=the chat page")
if "%~1"=="search" (set "module=langchain4j-ssd-search" & set "main=io.github.ssd4j.search.cli.SsdSearch" & set "what=ssd-search")
if "%~1"=="eval" (set "module=langchain4j-ssd-evaluation" & set "main=io.github.ssd4j.evaluation.SsdEval" & set "what=ssd-eval")
if not defined module goto usage

rem What stands behind the command, as it was typed.
set "arguments=%*"
call set "arguments=%%arguments:*%1=%%"

set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
set "target=%root%%module%\target"
set "built=%target%\ssd.arguments"

rem Built, if the file with the class path is there, all it names exists, and no source is newer than it.
powershell -NoProfile -Command "$f='%built%'; if (-not (Test-Path $f)) {exit 1}; $t=(Get-Item $f).LastWriteTime; $cp=(Get-Content $f -Raw) -replace '^-cp \""' -replace '\""\s*$'; foreach ($e in $cp.Split(';')) { if (-not (Test-Path $e)) {exit 1}; if ($e -match '(.*)/target/classes$') { $m=$matches[1]; if (@(Get-ChildItem ($m+'/pom.xml'),($m+'/src/main'),'%root%pom.xml','%root%skip_layers.json' -Recurse | Where-Object {$_.LastWriteTime -gt $t}).Count) {exit 1} } }"
if errorlevel 1 call :build
if errorlevel 1 exit /b 1

if not defined OPT_OUT_TRACKING set "OPT_OUT_TRACKING=true"
"%java%" %SSD_JAVA_OPTS% @"%built%" %main% %arguments%
exit /b %errorlevel%

:build
echo ssd: building %what% (1 to 3 minutes where everything has to be fetched) ... 1>&2
pushd "%root%"
call mvn -q -B -Pquick -pl "%module:\=/%" -am compile dependency:build-classpath -Dmdep.outputFile=target/ssd.libraries -Dmdep.includeScope=runtime 1>&2
if errorlevel 1 (popd & echo ssd: the build failed 1>&2 & exit /b 1)
popd
rem Java's files of arguments take forward slashes everywhere.
powershell -NoProfile -Command "$cp='%target%\classes;' + (Get-Content '%target%\ssd.libraries' -Raw).Trim(); Set-Content -NoNewline -Encoding ascii '%built%' ('-cp \""' + $cp.Replace('\','/') + '\""')"
exit /b %errorlevel%

:usage
if not "%~1"=="" if not "%~1"=="--help" echo ssd: there is no command '%~1' 1>&2
echo Usage: ssd chat^|web^|search^|eval [OPTION ...] 1>&2
echo Builds what is missing or out of date, then runs Java. 'ssd COMMAND --help' lists the options of chat, search and eval. 1>&2
if "%~1"=="--help" exit /b 0
exit /b 2
